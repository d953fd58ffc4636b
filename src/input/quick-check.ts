import { getMetadataStorage, type ValidatorConstraintInterface } from 'class-validator';

type Shape = new () => object;

/** Whether a plain shape fits a class beyond doubt; where it says no, the validator says why. */
export type QuickCheck = (shape: Readonly<Record<string, unknown>>) => boolean;

/** What the decorators of one property ask of it. */
interface Property {
  readonly name: string;
  /** Where one of them does not hold, nothing else is asked. */
  readonly conditions: readonly ((shape: object, value: unknown) => boolean)[];
  readonly checks: readonly Check[];
}

interface Check {
  readonly validators: readonly ValidatorConstraintInterface[];
  readonly constraints: unknown[];
}

const compiled = new Map<Shape, QuickCheck>();

/**
 * The rules of a class, looked up once. The validator gathers them anew for each shape, which takes
 * longer than all they do; nearly every shape fits, and then nothing more is asked of it.
 */
export function quickCheckOf(shape: Shape): QuickCheck {
  let check = compiled.get(shape);
  if (check === undefined) compiled.set(shape, (check = compile(shape)));
  return check;
}

function compile(shape: Shape): QuickCheck {
  const storage = getMetadataStorage();
  const properties = new Map<string, Property>();
  for (const rule of storage.getTargetValidationMetadatas(shape, '', false, false)) {
    const { propertyName: name, type, each, validateIf, constraints, constraintCls } = rule;
    const known = properties.get(name) ?? { name, conditions: [], checks: [] };
    const { conditions, checks } = known;
    if (type === 'conditionalValidation') {
      const [condition] = constraints as Property['conditions'];
      properties.set(name, { ...known, conditions: [...conditions, condition!] });
      continue;
    }
    const custom = storage.getTargetValidatorConstraints(constraintCls);
    const isPlain = type === 'customValidation' && !each && validateIf === undefined;
    // Of a rule of any other kind the validator alone knows what it means.
    if (!isPlain || custom.some((one) => one.async)) return () => false;
    const validators = custom.map(({ instance }) => instance);
    properties.set(name, { ...known, checks: [...checks, { validators, constraints }] });
  }
  return checkOf(shape.name, properties);
}

function checkOf(targetName: string, properties: ReadonlyMap<string, Property>): QuickCheck {
  const all = [...properties.values()];
  return (object) => {
    for (const key of Object.keys(object)) if (!properties.has(key)) return false;
    return all.every(({ name: property, conditions, checks }) => {
      const value = object[property];
      if (!conditions.every((condition) => condition(object, value))) return true;
      return checks.every(({ validators, constraints }) =>
        validators.every(
          (one) =>
            one.validate(value, { value, constraints, targetName, object, property }) === true,
        ),
      );
    });
  };
}

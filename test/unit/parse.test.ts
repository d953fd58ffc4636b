import { Decimal } from 'decimal.js';
import { Dec, Exact, parseDecimal, text } from '../../domain/index.js';

const HostDecimal = Decimal.clone({ precision: 5 });

describe('reading an untrusted decimal', () => {
  it.each([
    '1e9000000',
    '1e600000000',
    '1e-9000000',
    '0xff',
    '1_000',
    '+1',
    'NaN',
    'Infinity',
    '-Infinity',
    ' 1 ',
    '',
    '1,000',
    '.5',
    '1.',
    '00',
    '01',
    '--1',
    '1'.repeat(19),
    `0.${'1'.repeat(19)}`,
    '9'.repeat(1_000_000),
  ])('refuses %.20s before a Decimal exists', (digits) => {
    expect(parseDecimal(digits).ok).toBe(false);
  });

  it.each([
    0.1,
    9007199254740993,
    Number.NaN,
    1n,
    null,
    undefined,
    true,
    ['1'],
    { valueOf: () => 1 },
  ])('refuses %p, which is no string', (value) => {
    expect(parseDecimal(value).ok).toBe(false);
  });

  it('refuses an object that poses as a Decimal', () => {
    expect(parseDecimal({ toStringTag: '[object Decimal]', toFixed: () => '1' }).ok).toBe(false);
    const host = Decimal.prototype as object;
    const posing = Object.assign(Object.create(host) as object, { s: 1, e: 9e15, d: [1] });
    expect(parseDecimal(posing).ok).toBe(false);
    const lying = Object.assign(Object.create(host) as object, {
      s: 1,
      e: 0,
      d: [7],
      toFixed: () => '1e9000000',
    });
    const read = parseDecimal(lying);
    expect(read.ok && text(read.value)).toBe('7');
  });

  it.each([
    { n: 1, places: 9e15 },
    { n: 1, places: -1 },
    { n: 0.5, places: 0 },
    { n: 2 ** 60, places: 0 },
    { n: '1', places: 0 },
  ])('refuses an object that poses as a decimal of the engine: %p', (made) => {
    const posing = Object.assign(Object.create(Dec.prototype) as object, made);
    expect(parseDecimal(posing).ok).toBe(false);
  });

  it.each(['0', '-0.5', '123456789.123456789', '100', '-999999999999999999.999999999999999999'])(
    'reads %s of a host and of the engine',
    (digits) => {
      for (const value of [new Decimal(digits), new Dec(digits)]) {
        const read = parseDecimal(value);
        expect(read.ok && text(read.value)).toBe(digits);
      }
    },
  );

  it('reads a Decimal of a host with precision 5 exactly', () => {
    const host = new HostDecimal('123456789.123456789');
    const read = parseDecimal(host);
    expect(read.ok && text(read.value)).toBe('123456789.123456789');
  });

  it('reads -0 as zero', () => {
    const read = parseDecimal('-0');
    expect(read.ok && text(read.value)).toBe('0');
    expect(read.ok && read.value.isNegative()).toBe(false);
  });

  it('keeps every digit of the longest number it accepts', () => {
    const longest = `-${'9'.repeat(18)}.${'9'.repeat(18)}`;
    const read = parseDecimal(longest);
    expect(read.ok && text(read.value)).toBe(longest);
  });

  it('tells what was expected and what it got, in few words', () => {
    const read = parseDecimal('9'.repeat(1000));
    expect(read.ok ? '' : read.error.expected).toBe('at most 38 characters');
    expect(read.ok ? '' : read.error.received.length).toBeLessThan(60);
  });
});

describe('the decimal of the engine', () => {
  it('does not change when a host sets the library up', () => {
    Decimal.set({ precision: 5 });
    try {
      const sum = new Dec('123456789').plus(new Dec('0.000000001'));
      expect(text(sum)).toBe('123456789.000000001');
    } finally {
      Decimal.set({ defaults: true });
    }
  });

  it('keeps a cent beside 1e20', () => {
    const rest = new Dec('1e20').plus('0.01').minus('1e20');
    expect(text(rest)).toBe('0.01');
  });

  it('multiplies three numbers of 36 digits exactly', () => {
    const digits = '999999999999999999.999999999999999999';
    const product = new Dec(digits).times(digits).times(digits);
    const scaled = BigInt(digits.replace('.', ''));
    expect(product.times('1e54').toFixed()).toBe((scaled ** 3n).toString());
  });
});

describe('an exact figure', () => {
  it('decides the sign of thirds that cancel out', () => {
    const third = Exact.quotient(new Dec(1), new Dec(3));
    const sum = third
      .plus(third)
      .plus(third)
      .minus(Exact.of(new Dec(1)));
    expect(sum.sign()).toBe(0);
  });

  it('decides a sign beyond 40 decimals', () => {
    const third = Exact.quotient(new Dec(1), new Dec(3));
    const almost = Exact.of(new Dec(`0.${'3'.repeat(60)}`));
    expect(third.minus(almost).sign()).toBe(1);
    expect(almost.minus(third).sign()).toBe(-1);
  });

  it('survives the tape undivided', () => {
    const figure = Exact.of(new Dec('0.5')).plus(Exact.quotient(new Dec(100), new Dec('68489')));
    expect(figure.toJSON()).toBe('0.5 + 100/68489');
    expect(Exact.fromJSON(figure.toJSON()).cmp(figure)).toBe(0);
  });
});

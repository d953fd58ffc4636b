/** A configured policy that this release cannot carry out, met at the moment it would act. */
export class NotSupportedYet extends Error {
  constructor(readonly feature: string) {
    super(`not supported yet: ${feature}`);
    this.name = 'NotSupportedYet';
  }
}

/** A run could not begin; the message names the file, the account and the reason. */
export class ReplayError extends Error {}

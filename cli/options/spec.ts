/**
 * One option, as the parser, the checks and the help need it.
 *
 * @module
 */

/** How one option is spelled, what the help says about it, and which others it goes with. */
export interface OptionSpec {
  /** Its long name. */
  readonly long: string;
  /** Its letter. */
  readonly short?: string;
  /** The placeholder of its value; a switch has none. */
  readonly value?: string;
  /** Its line in the help. */
  readonly help: string;
  /** What its value should be, in words for an error. */
  readonly expected?: string;
  /** It may be given several times. */
  readonly repeatable?: true;
  /** An option that it is useless without, and why. */
  readonly needs?: readonly [option: string, why: string];
  /** An option that it can't be combined with, and why. */
  readonly excludes?: readonly [option: string, why: string];
}

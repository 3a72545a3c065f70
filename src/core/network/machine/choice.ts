import type { ClassDefinition, Parameter } from '../../python/syntax';

/** A branch that a parameter's text decides, and what it would have to be. */
export interface Choice {
  readonly parameter: Parameter;
  readonly value: string;
  /** The class of the document in whose evaluation it was met. */
  readonly root: ClassDefinition;
  /** What runs when it is taken; undefined for an entry of a table. */
  readonly text: string | undefined;
}

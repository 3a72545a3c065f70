/** A document whose questions are held to a limit of time. One that took too long is asked nothing more until somebody wants it tried again. */
import { TimeLimitExceeded, within, type TimeLimit } from '../deadline';
import type { LensDocument } from '../api';

/** Who tries again waits on purpose. */
const LONGER = 4;

/** What is remembered of a document from version to version. */
export class TimeAllowance {
  isOver = false;
  #times = 1;

  constructor(
    private readonly limit: TimeLimit,
    private readonly onOver: () => void,
  ) {}

  /** The answer, or `otherwise` where there is none in time. */
  ask<Answer>(question: () => Answer, otherwise: Answer): Answer {
    if (this.isOver) return otherwise;
    const { milliseconds, now } = this.limit;
    try {
      return within({ milliseconds: this.#times * milliseconds, now }, question);
    } catch (error) {
      if (!(error instanceof TimeLimitExceeded)) throw error;
      this.isOver = true;
      this.onOver();
      return otherwise;
    }
  }

  tryAgain(): void {
    if (!this.isOver) return;
    this.isOver = false;
    this.#times *= LONGER;
  }
}

export function timedDocument(document: LensDocument, allowance: TimeAllowance): LensDocument {
  const { uri, version, text } = document;
  return {
    uri,
    version,
    text,
    get tookTooLong() {
      return allowance.isOver;
    },
    tryAgain: () => {
      allowance.tryAgain();
    },
    get syntaxErrors() {
      return allowance.ask(() => document.syntaxErrors, []);
    },
    activationAt: (offset) => allowance.ask(() => document.activationAt(offset), undefined),
    symbolAt: (offset) => allowance.ask(() => document.symbolAt(offset), undefined),
    functionAt: (offset, end) => allowance.ask(() => document.functionAt(offset, end), undefined),
    spellingAt: (name, offset) => allowance.ask(() => document.spellingAt(name, offset), undefined),
    editsFor: (model, changes) =>
      allowance.ask(() => document.editsFor(model, changes), { edits: [], written: {} }),
    frameworks: () => allowance.ask(() => document.frameworks(), new Set()),
    ownFunctions: () => allowance.ask(() => document.ownFunctions(), []),
    activations: () => allowance.ask(() => document.activations(), []),
    findings: (configuration) => allowance.ask(() => document.findings(configuration), []),
    models: () => allowance.ask(() => document.models(), []),
    allModels: () => allowance.ask(() => document.allModels(), []),
    modelsBothWays: () => allowance.ask(() => document.modelsBothWays(), []),
    variants: () => allowance.ask(() => document.variants(), []),
    modelsNear: (offset) => allowance.ask(() => document.modelsNear(offset), []),
    openArguments: (model) => allowance.ask(() => document.openArguments(model), []),
    modelWith: (model, given) => allowance.ask(() => document.modelWith(model, given), model),
    rangeOf: (place) => allowance.ask(() => document.rangeOf(place), undefined),
    locate: (place) => allowance.ask(() => document.locate(place), undefined),
  };
}

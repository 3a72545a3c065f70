/** A document whose questions are held to a limit of time. One that took too long is asked nothing more until somebody wants it tried again. */
import { Overtime, within, type TimeLimit } from '../deadline';
import type { LensDocument } from '../api';

/** Who tries again waits on purpose. */
const MORE_PATIENCE = 4;

/** What is remembered of a document from version to version. */
export class Patience {
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
      if (!(error instanceof Overtime)) throw error;
      this.isOver = true;
      this.onOver();
      return otherwise;
    }
  }

  tryAgain(): void {
    if (!this.isOver) return;
    this.isOver = false;
    this.#times *= MORE_PATIENCE;
  }
}

export function timedDocument(document: LensDocument, patience: Patience): LensDocument {
  const { uri, version, text } = document;
  return {
    uri,
    version,
    text,
    get tookTooLong() {
      return patience.isOver;
    },
    tryAgain: () => {
      patience.tryAgain();
    },
    get syntaxErrors() {
      return patience.ask(() => document.syntaxErrors, []);
    },
    activationAt: (offset) => patience.ask(() => document.activationAt(offset), undefined),
    symbolAt: (offset) => patience.ask(() => document.symbolAt(offset), undefined),
    functionAt: (offset, end) => patience.ask(() => document.functionAt(offset, end), undefined),
    spellingAt: (name, offset) => patience.ask(() => document.spellingAt(name, offset), undefined),
    editsFor: (model, changes) =>
      patience.ask(() => document.editsFor(model, changes), { edits: [], written: {} }),
    frameworks: () => patience.ask(() => document.frameworks(), new Set()),
    ownFunctions: () => patience.ask(() => document.ownFunctions(), []),
    activations: () => patience.ask(() => document.activations(), []),
    findings: (configuration) => patience.ask(() => document.findings(configuration), []),
    models: () => patience.ask(() => document.models(), []),
    allModels: () => patience.ask(() => document.allModels(), []),
    modelsBothWays: () => patience.ask(() => document.modelsBothWays(), []),
    variants: () => patience.ask(() => document.variants(), []),
    modelsNear: (offset) => patience.ask(() => document.modelsNear(offset), []),
    rangeOf: (place) => patience.ask(() => document.rangeOf(place), undefined),
    locate: (place) => patience.ask(() => document.locate(place), undefined),
  };
}

/** Cheap questions to a document's text that spare most documents every further work. */
import { mentionsSuppression } from '../lint/suppressions';

const FRAMEWORK_WORD = /\b(?:torch|keras|tensorflow|jax|flax|transformers|lightning|pytorch_lightning|optax)/;

/** Whether a document can use a framework at all. False is certain; true is a reason to parse. */
export function mayUseFramework(text: string): boolean {
  return FRAMEWORK_WORD.test(text);
}

/** Whether linting a document can find anything. */
export function mayHaveFindings(text: string): boolean {
  return mayUseFramework(text) || mentionsSuppression(text);
}

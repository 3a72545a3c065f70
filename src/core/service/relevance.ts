/** Cheap questions to a document's text that spare most documents every further work. */
import { mentionsSuppression } from '../lint/suppressions';

const FRAMEWORK_WORD =
  /\b(?:torch|keras|tf_keras|tensorflow|jax|flax|transformers|lightning|pytorch_lightning|optax|timm|equinox|haiku)/;

/** Longer texts (UTF-16 units; some 75,000 lines) are data, not a program that somebody wrote: reading them would hold up every other answer. */
export const longestText = 3_000_000;

/** Whether a document can use a framework at all. False is certain; true is a reason to parse. */
export function mayUseFramework(text: string): boolean {
  return text.length <= longestText && FRAMEWORK_WORD.test(text);
}

/** Whether linting a document can find anything. */
export function mayHaveFindings(text: string): boolean {
  return text.length <= longestText && (mayUseFramework(text) || mentionsSuppression(text));
}

/** What hovers say. Pure: Markdown out, no editor. */
export { activationHover, type HoverOptions, type HoverSubject } from './activation-hover';
export { advicePhrases, shapePhrases } from './activation-facts';
export { formulaText } from './formula-text';
export { ownFunctionFacts, ownFunctionHover } from './own-function-hover';
export { drawnPictures, sketchedPictures, type Pictures } from './pictures';
export { symbolHover } from './symbol-hover';

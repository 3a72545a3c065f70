/** What hovers say. Pure: Markdown out, no editor. */
export { activationHover, type HoverOptions, type HoverSubject } from './activation-hover';
export { formulaText } from './formula-text';
export type { Pictures, ThemeKind } from './pictures';
export { symbolHover } from './symbol-hover';

/** What the parts of the Signal tab read: the model in view, and how its figures are said. */
import type { Figure, SignalModel } from '../../../protocol';
import type { PanelState } from '../../state';
import { short } from '../../model/numbers';
import { text } from '../../strings';

export function shownModel({ models, model }: PanelState): SignalModel | undefined {
  return models[model] ?? models[0];
}

export function figureText(value: Figure | undefined, digits: number): string {
  if (value === undefined || value === 'unknown') return text('notKnown');
  return value === 'not-finite' ? text('notFinite') : short(value, digits);
}

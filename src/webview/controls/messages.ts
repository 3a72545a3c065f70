/** What is to be said about the plot: what it leaves open, and why there is nothing new. */
import { activationById } from '../../core/activations/catalogue';
import { sentence } from '../../core/phrase';
import { element } from '../dom';
import { isAsWritten } from '../state';
import { say, text } from '../strings';
import { setLines } from '../words';
import { setText } from './header';
import type { Part, View } from './part';

/** Why nothing new is drawn. It stands in the room that the crosshair's readings have, so that nothing moves for it. */
export function status(): Part {
  const line = element('p', { class: 'status', attributes: { id: 'status', role: 'status' } });
  return {
    element: line,
    update(view) {
      setLines(line, statusOf(view));
      line.hidden = line.textContent === '';
    },
  };
}

export function note(): Part {
  const line = element('p', { class: 'note', attributes: { id: 'note' } });
  return {
    element: line,
    update(view) {
      setText(line, noteOf(view));
      line.hidden = line.textContent === '';
    },
  };
}

function noteOf({ state, subjects }: View): string {
  const shown = state.plot?.function;
  const unknown = shown?.kind === 'catalogue' ? shown.unknownParameters : [];
  const equals = shown?.kind === 'custom' && isAsWritten(state) ? shown.equals : undefined;
  const derivative = shown?.kind === 'custom' ? shown.derivative : undefined;
  const mode = shown?.kind === 'custom' ? shown.mode : undefined;
  return [
    ...(equals ? [text('equals', activationById(equals)?.name ?? equals)] : []),
    ...(derivative ? [text(derivative === 'backward' ? 'derivativeOwn' : 'derivativeHidden')] : []),
    ...(mode ? [text(mode === 'training' ? 'modeTraining' : 'modeEvaluation')] : []),
    ...(unknown.length > 0 ? [text('unknownParameters', unknown.join(', '))] : []),
    ...(subjects[0]?.note ? [say(sentence(subjects[0].note))] : []),
  ].join(' ');
}

function statusOf({ state, refusal }: View): readonly string[] {
  if (refusal) return [refusal];
  if (!state.plot) return [state.reason ?? text('waiting')];
  return state.reason ? [state.reason, text('kept', state.plot.title)] : [];
}

/** From what the state holds to functions that can be drawn. */
import type { ActivationParameters } from '../../core/activations/activation';
import type { Plot } from '../../protocol';
import type { PanelState } from '../state';
import type { RemoteSamples } from '../samples';
import { catalogueSubject, sampledSubject, type Subject } from './subject';

/** A plot as a function; undefined for a catalogue id that this version does not know. */
function subjectOf(
  plot: Plot,
  changed: Readonly<Record<string, number | boolean>>,
  remote: RemoteSamples,
  use = '',
): Subject | undefined {
  const shown = plot.function;
  return shown.kind === 'catalogue'
    ? remembered(shown.id, { ...shown.parameters, ...changed }, plot.title)
    : customSubject(plot.title, shown, changed, remote, use);
}

/** The plot in view with the sliders' values, then those it is compared with. */
export function subjectsOf(state: PanelState, remote: RemoteSamples): readonly Subject[] {
  if (!state.plot) return [];
  const first = subjectOf(state.plot, state.changed, remote);
  const others = state.compared.map((plot, index) => subjectOf(plot, {}, remote, `beside ${String(index)}`));
  return [first, ...others].filter((subject) => subject !== undefined);
}

function customSubject(
  title: string,
  shown: Extract<Plot['function'], { readonly kind: 'custom' }>,
  changed: Readonly<Record<string, number | boolean>>,
  remote: RemoteSamples,
  use: string,
): Subject {
  const inCode = (shown.parameters ?? []).map(({ name, value }) => [name, value] as const);
  const values: ActivationParameters = { ...Object.fromEntries(inCode), ...changed };
  const source = remote.source(shown.key, values, use);
  return sampledSubject(title, source, shown.kinks ?? [], values, shown.codeSlope);
}

const memory = new Map<string, Subject | undefined>();

/** The same object for the same function, so that what was computed of it is found again. */
function remembered(id: string, parameters: ActivationParameters, title: string): Subject | undefined {
  const key = JSON.stringify([id, parameters, title]);
  if (!memory.has(key)) {
    if (memory.size > 50) memory.clear();
    memory.set(key, catalogueSubject(id, parameters, title));
  }
  return memory.get(key);
}

/** From what the state holds to functions that can be drawn. */
import type { Plot } from '../../protocol';
import type { PanelState } from '../state';
import type { RemoteSamples } from '../samples';
import { catalogueSubject, sampledSubject, type Subject } from './subject';

/** A plot as a function; undefined for a catalogue id that this version does not know. */
export function subjectOf(
  plot: Plot,
  changed: Readonly<Record<string, number | boolean>>,
  remote: RemoteSamples,
): Subject | undefined {
  const shown = plot.function;
  return shown.kind === 'catalogue'
    ? catalogueSubject(shown.id, { ...shown.parameters, ...changed }, plot.title)
    : sampledSubject(plot.title, remote.source(shown.key), shown.kinks ?? []);
}

/** The plot in view with the sliders' values, then those it is compared with. */
export function subjectsOf(state: PanelState, remote: RemoteSamples): readonly Subject[] {
  if (!state.plot) return [];
  const first = subjectOf(state.plot, state.changed, remote);
  const others = state.compared.map((plot) => subjectOf(plot, {}, remote));
  return [first, ...others].filter((subject) => subject !== undefined);
}

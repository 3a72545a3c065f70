/** The panel's page: messages in, state, parts out. */
import type { ToPanel } from '../protocol';
import { about } from './controls/about';
import { chartPart } from './controls/chart';
import { expression } from './controls/expression';
import { elsewhere } from './controls/elsewhere';
import { gallery } from './controls/gallery';
import { header } from './controls/header';
import { liveRegion } from './controls/live';
import { landmarkList } from './controls/landmarks';
import type { Context } from './controls/part';
import { compare } from './controls/compare';
import { distribution } from './controls/distribution';
import { exports } from './controls/export';
import { kinks } from './controls/kinks';
import { parameters } from './controls/parameters';
import { signalSections } from './controls/signal/sections';
import { tabs } from './controls/tabs';
import { apart } from './controls/apart';
import { note } from './controls/messages';
import { ranges } from './controls/view';
import { values } from './controls/values';
import { element } from './dom';
import { connect } from './host';
import { createKnowledge } from './knowledge';
import { buildScene } from './model/build';
import { subjectsOf } from './model/subjects';
import { remoteSamples } from './samples';
import { createTriedChanges } from './tried-changes';
import { createStore, restored, toSave, withPlot, withSettings, withWhatIf } from './state';
import { useTranslations } from './strings';
import { readTheme, watchTheme } from './theme';

let arrived: number | undefined;
let frame: number | undefined;

const host = connect(receive);
const remote = remoteSamples(host.send, schedule);
const knowledge = createKnowledge(host.send, schedule);
const store = createStore(restored(host.savedState()), (state) => {
  host.saveState(toSave(state));
  schedule();
});
const tried = createTriedChanges(host.send, (outcome) => {
  store.change((state) => withWhatIf(state, outcome));
});
const live = liveRegion();
const context: Context = { store, host, announce: live.announce };
const page = tabs(context, {
  activation: {
    first: [header(context), chartPart(context), note(), parameters(context), landmarkList(context), apart()],
    then: [
      about(knowledge),
      expression(context),
      distribution(context),
      compare(context),
      elsewhere(context, knowledge),
      kinks(context),
      values(context),
      ranges(context),
      exports(context),
    ],
  },
  signal: signalSections(context, tried),
  gallery: { first: [gallery(context)], then: [] },
});
document.body.append(element('main', {}, ...page.elements), live.element);
watchTheme(schedule);
draw();
host.send({ type: 'ready' });

function receive(message: ToPanel): void {
  switch (message.type) {
    case 'show':
      arrived ??= performance.now();
      remote.expire();
      return store.change((state) => withPlot(state, message.plot, message.as));
    case 'nothing':
      return store.patch({ reason: message.reason });
    case 'settings':
      return store.change((state) => withSettings(state, message.settings));
    case 'theme':
      return schedule();
    case 'file':
      return store.patch({ file: message.plots });
    case 'signal':
      return store.patch({
        models: message.models,
        model: message.selected,
        others: message.others,
        cursorLayers: message.cursor,
        layer: undefined,
        beside: [],
        ...(message.reveal ? { tab: 'signal' as const } : {}),
      });
    case 'signalCursor':
      return store.patch({ model: message.selected, cursorLayers: message.cursor, layer: undefined });
    case 'whatIf':
      return tried.arrived(message);
    case 'whatIfWritten':
      return store.change((state) => ({ ...state, whatIfWrites: state.whatIfWrites + 1 }));
    case 'samples':
      return remote.arrived(message);
    case 'expression':
      return store.patch({ expressionProblem: message.problem });
    case 'noSamples':
      return remote.refused(message);
    case 'gallery':
      return store.patch({ gallery: message, ...(message.reveal ? { tab: 'gallery' as const } : {}) });
    case 'formula':
    case 'counterparts':
    case 'facts':
      return knowledge.arrived(message);
    case 'strings':
      document.documentElement.lang = message.language;
      useTranslations(message.strings);
      knowledge.forget();
      return schedule();
    case 'notice':
      return live.announce(message.message);
  }
}

/** One drawing a frame, however many messages come. */
function schedule(): void {
  frame ??= requestAnimationFrame(() => {
    frame = undefined;
    draw();
  });
}

function draw(): void {
  const state = store.get();
  const subjects = subjectsOf(state, remote);
  const scene = buildScene(state, subjects);
  const shown = state.plot?.function;
  const model = state.models[state.model];
  const refusal = shown?.kind === 'custom' ? remote.refusal(shown.key) : undefined;
  page.update({ state, subjects, scene, theme: readTheme(), refusal });
  host.send({
    type: 'state',
    pinned: state.pinned,
    tab: state.tab,
    title: state.plot?.title ?? null,
    points: scene.curves.reduce((sum, curve) => sum + curve.points.length, 0),
    ...(model === undefined ? {} : { model: model.name }),
    ...(arrived === undefined ? {} : { milliseconds: performance.now() - arrived }),
  });
  arrived = undefined;
}

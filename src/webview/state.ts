/** Everything that decides what the page looks like, and how it survives a window reload. */
import { finite, flag, list, literal, object, orNull, record, text, either, type Of } from '../shapes';
import { isPlot, type PanelSettings, type Plot, type SignalModel, type ToPanelMessages } from '../protocol';
import type { Companion } from './model/signal';
import type { Range } from './model/range';

const range = object({ min: finite, max: finite });

/** What VS Code keeps across reloads. */
const saved = object({
  version: literal(2),
  plot: orNull(isPlot),
  compared: list(isPlot, 20),
  pinned: flag,
  tab: literal('activation', 'signal', 'gallery'),
  x: orNull(range),
  y: orNull(range),
  slope: flag,
  curvature: flag,
  zones: flag,
  /** Roots, extremes and inflexions are marked. */
  landmarks: flag,
  /** The hint about the wheel was seen. */
  hinted: flag,
  open: list(text(50), 50),
  own: list(finite, 200),
  /** What stands in the box for an expression. */
  expression: text(1_000),
  changed: record(either(finite, flag), 100),
});
export type SavedState = Of<typeof saved>;

export interface PanelState extends SavedState {
  /** Why there is nothing new to draw, if so. */
  readonly reason: string | undefined;
  /** Other activations of the file. */
  readonly file: readonly Plot[];
  readonly models: readonly SignalModel[];
  readonly model: number;
  /** Layers of it at the editor's cursor. */
  readonly cursorLayers: readonly number[];
  /** The layer that was picked in the tab; without one that of the cursor. */
  readonly layer: number | undefined;
  /** Lines that are drawn beside the model's own, apart from what is recommended. */
  readonly beside: readonly Companion[];
  /** What the extension told of the changes that are tried out. */
  readonly whatIf: ToPanelMessages['whatIf'] | undefined;
  /** How often changes were written into the code: each time the choosers begin anew. */
  readonly whatIfWrites: number;
  /** Models that the extension sends when they are picked. */
  readonly others: ToPanelMessages['signal']['others'];
  /** What the extension told for the gallery. */
  readonly gallery: ToPanelMessages['gallery'] | undefined;
  /** Why what stands in the box is not drawn; empty where it is. */
  readonly expressionProblem: string;
  /** The parameter that is moved by itself. */
  readonly playing: string | undefined;
  /** The settings' x range for a new plot. */
  readonly preferredRange: Range | null;
}

export const initialState: PanelState = {
  version: 2,
  plot: null,
  compared: [],
  pinned: false,
  tab: 'activation',
  x: null,
  y: null,
  slope: true,
  curvature: false,
  zones: true,
  landmarks: false,
  hinted: false,
  open: ['parameters', 'distribution', 'expression', 'signal-time', 'signal-values'],
  own: [],
  expression: '',
  expressionProblem: '',
  gallery: undefined,
  changed: {},
  reason: undefined,
  file: [],
  models: [],
  model: 0,
  cursorLayers: [],
  layer: undefined,
  beside: [],
  whatIf: undefined,
  whatIfWrites: 0,
  others: [],
  playing: undefined,
  preferredRange: null,
};

/** The state as it was kept; the initial one for anything that is none. */
export function restored(kept: unknown): PanelState {
  return saved(kept) ? { ...initialState, ...kept } : initialState;
}

/** The part worth keeping. */
export function toSave(state: PanelState): SavedState {
  const { version, plot, compared, pinned, tab, x, y, slope, curvature, zones, landmarks } = state;
  const { hinted, open, own, expression, changed } = state;
  return {
    version,
    plot,
    compared,
    pinned,
    tab,
    x,
    y,
    slope,
    curvature,
    zones,
    landmarks,
    hinted,
    open,
    own,
    expression,
    changed,
  };
}

/** How many activations are drawn beside the first. */
export const comparedLimit = 5;

/** Whether no slider stands elsewhere than where the code has it. */
export function isAsWritten({ plot, changed }: PanelState): boolean {
  const shown = plot?.function;
  const inCode = new Map(
    shown?.kind === 'custom' ? (shown.parameters ?? []).map(({ name, value }) => [name, value]) : [],
  );
  return Object.entries(changed).every(([name, value]) => inCode.get(name) === value);
}

/** Two plots show the same function with the same parameters. */
export function sameFunction(one: Plot, other: Plot): boolean {
  return one.title === other.title && JSON.stringify(one.function) === JSON.stringify(other.function);
}

/** The same function, perhaps with other parameters: the view stays while only a value changes. */
function sameKind(one: Plot, other: Plot): boolean {
  const [a, b] = [one.function, other.function];
  return a.kind === 'catalogue'
    ? b.kind === 'catalogue' && a.id === b.id
    : b.kind === 'custom' && a.name === b.name;
}

/** At the same place of the same file: what a pinned panel stays with while the code is edited. */
function samePlace(one: Plot, other: Plot): boolean {
  return (
    one.origin !== undefined &&
    one.origin.uri === other.origin?.uri &&
    one.origin.range.start === other.origin.range.start
  );
}

/** A plot that the extension sent: the cursor's is ignored while pinned, unless it is the pinned one, edited; a chosen one always shows. */
export function withPlot(state: PanelState, plot: Plot, as: 'follow' | 'choose' | 'compare'): PanelState {
  if (as === 'compare') return withCompared(state, plot);
  const before = state.plot;
  if (as === 'follow' && state.pinned && before !== null && !samePlace(before, plot)) return state;
  const kept = before !== null && sameKind(before, plot) && samePlace(before, plot);
  return {
    ...state,
    plot,
    reason: undefined,
    ...(kept ? {} : { x: state.preferredRange, y: null, playing: undefined }),
    // A slider's value holds until the code says something else.
    changed: before !== null && sameFunction(before, plot) ? state.changed : {},
    tab: as === 'choose' ? 'activation' : state.tab,
  };
}

/** The line of what is tried out, or none where nothing is. */
export function withWhatIf(state: PanelState, whatIf: ToPanelMessages['whatIf']): PanelState {
  const { answers, forward, backward } = whatIf;
  const line: readonly Companion[] =
    Object.keys(answers).length === 0 ? [] : [{ kind: 'what-if', name: '', forward, backward }];
  return { ...state, whatIf, beside: [...state.beside.filter(({ kind }) => kind !== 'what-if'), ...line] };
}

export function withCompared(state: PanelState, plot: Plot): PanelState {
  const known = state.compared.some((other) => sameFunction(other, plot));
  if (known || state.compared.length >= comparedLimit) return state;
  return { ...state, compared: [...state.compared, plot] };
}

export function withSettings(state: PanelState, settings: PanelSettings): PanelState {
  return {
    ...state,
    slope: settings.derivative,
    curvature: settings.secondDerivative,
    preferredRange: settings.range,
    x: state.x ?? settings.range,
  };
}

export interface Store {
  get(): PanelState;
  change(next: (state: PanelState) => PanelState): void;
  patch(part: Partial<PanelState>): void;
}

/** Tells the page once for each change that is one. */
export function createStore(initial: PanelState, onChange: (state: PanelState) => void): Store {
  let state = initial;
  const change = (next: (state: PanelState) => PanelState): void => {
    const changed = next(state);
    if (changed === state) return;
    state = changed;
    onChange(state);
  };
  return {
    get: () => state,
    change,
    patch: (part) => {
      change((before) => ({ ...before, ...part }));
    },
  };
}

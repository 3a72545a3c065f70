/**
 * The messages between the extension and its panel, typed both ways. Each type is derived from its guard; what does not fit its guard is
 * dropped by `readToPanel` and `readToExtension`. Numbers that are not finite travel as `null`: messages are JSON.
 */
import { questions } from './core/what-if/changes';
import type { Of, Shape } from './shapes';
import { either, finite, flag, list, literal, natural, object, orNull, record, text } from './shapes';
import { own } from './core/own';

/** Absolute UTF-16 offsets in a document; in a notebook, in its joined text. Opaque to the panel, which only hands them back. */
const offsetRange = object({ start: natural, end: natural });

const parameterValue = either(finite, flag, literal(null));

/** Where a use stands, so that the extension can find it again. */
const origin = object({
  uri: text(4_000),
  range: offsetRange,
  /** Parameters whose values are written out in the code and can be written back. */
  writable: list(text(100), 100),
  /** For people: `model.py:12`. */
  label: text(500),
});
export type Origin = Of<typeof origin>;

const catalogueFunction = object(
  {
    kind: literal('catalogue'),
    /** Id in the catalogue; the panel samples it with the core's own code. */
    id: text(100),
    /** As they stand in the code, defaults of the API filled in. */
    parameters: record(parameterValue, 100),
    /** Stand in the code with a value that cannot be told: drawn with the default. */
    unknownParameters: list(text(100), 100),
  },
  {
    /** What the API calls its parameters, by the catalogue's names. */
    names: record(text(100), 100),
  },
);
/** A number of a function of one's own that a slider moves. */
const ownParameter = object({
  name: text(100),
  /** What it is in the code. */
  value: parameterValue,
  /** Moves in whole steps. */
  whole: flag,
});
export type OwnParameter = Of<typeof ownParameter>;

/** A function of one's own: the panel asks the extension for samples of it by `key`. */
const customFunction = object(
  { kind: literal('custom'), key: text(200), name: text(500) },
  {
    /** Catalogue id of the activation that it equals on the sampled range. */
    equals: text(100),
    /** Its derivative is not that of its code: what its own `backward` computes, or hidden because that cannot be followed. */
    derivative: literal('backward', 'hidden'),
    /** Where its derivative may jump. */
    kinks: list(finite, 200),
    parameters: list(ownParameter, 50),
    /** The derivative of its code is another one than `backward`'s: its samples have both. */
    codeSlope: flag,
    /** Which branch is drawn, where the code asks `self.training`. */
    mode: literal('training', 'evaluation'),
    /** TeX of f, as the code writes it, and the same in words. */
    formula: object({ tex: text(400), words: text(400) }),
    /** Range, kinship and gain, with the parameters that the code gives. */
    facts: list(text(300), 5),
    /** It was typed into the panel: this is the text. */
    expression: text(1_000),
  },
);
const shownFunction = either(catalogueFunction, customFunction);
export type ShownFunction = Of<typeof shownFunction>;

const framework = orNull(literal('torch', 'keras', 'tensorflow', 'jax', 'transformers'));

/** One activation to draw. */
const plot = object(
  {
    function: shownFunction,
    /** As in the source: `nn.LeakyReLU(0.2)`; the catalogue's name where there is no source. */
    title: text(500),
    /** `torch.nn.functional.leaky_relu`; empty where none applies. */
    api: text(500),
    framework,
  },
  { origin },
);
export type Plot = Of<typeof plot>;

/** A root mean square, or why there is none: `not-finite` left the range of float64, `unknown` cannot be told from the code. */
const figure = either(finite, literal('not-finite', 'unknown'));
export type Figure = Of<typeof figure>;
/** `stretch`: 0 for the model's own; another number where the walk stopped before it and began anew with 1. */
const walked = object({ now: figure, stretch: natural });
const direction = literal('forward', 'backward');
export type Direction = Of<typeof direction>;

const signalLayer = object({
  /** Attribute path or class: `features.0.conv`. */
  name: text(500),
  /** Catalogue id of the activation behind it. */
  activation: orNull(text(100)),
  /** Short name of the initialiser in force. */
  initializer: orNull(text(100)),
  /** Nothing behind it has weights: what it gives is the model's answer. */
  head: flag,
  /** On the one way through the model; the others stand in branches beside it. */
  trunk: flag,
  /** The signal (RMS of what depends on the input) where the next layer takes it, behind this one's norm, activation and sum; for 1 at the input. */
  forward: walked,
  /** RMS of the gradient at this layer's output, for 1 at the model's. */
  backward: walked,
  /** RMS of all of what the next layer takes: what is the same for every input counts too. */
  size: figure,
  /** The signal of the layer's own output: what the hint on its line says. */
  output: figure,
  /** Indices of the layers whose signal it takes. */
  follows: list(natural, 200),
  /** What its activation is given, where that is normal; null where it is not known. */
  values: orNull(
    object({
      parameters: record(parameterValue, 100),
      mean: finite,
      variance: finite,
      /** Of units that are flat for 99 of 100 inputs; of values on the flat and on the straight parts of the curve. */
      dead: finite,
      flat: finite,
      linear: finite,
    }),
  ),
  /** Of a recurrent layer by step: the state's signal and size, and the gradient for 1 at the last step. */
  overTime: orNull(
    object({ signal: list(finite, 200), size: list(finite, 200), gradient: list(finite, 200), known: flag }),
  ),
  origin: orNull(origin),
});
export type SignalLayer = Of<typeof signalLayer>;

/** Brock et al. (2021): channels' squared means and variances behind a block, and the variance at the end of its residual branch. */
const signalBlock = object({
  name: text(500),
  /** Index of the layer that ends it. */
  layer: natural,
  squaredMean: finite,
  variance: finite,
  residual: orNull(finite),
});
export type SignalBlock = Of<typeof signalBlock>;

/** A suggestion of a finding, by its title. */
const namedFix = object({ title: text(500), rule: text(100), origin: orNull(origin) });

const signalModel = object({
  name: text(500),
  layers: list(signalLayer, 2_000),
  /** Along the trunk, as far as the signal can be followed. */
  blocks: list(signalBlock, 2_000),
  /** False where part of the model could not be followed. */
  complete: flag,
  /** The softmax or sigmoid at the end is left out, as losses have it. */
  cut: flag,
  /** Steps that the signal or the gradient cannot be followed through: what stands there, where, and what it is for want of. */
  stops: list(
    object({
      what: text(200),
      directions: list(direction, 2),
      missing: literal('positions', 'weights', 'rule'),
      origin: orNull(origin),
    }),
    20,
  ),
  /** What the suggestions of its findings make of it, each named; null where there are none, or where it would be no better. */
  recommended: orNull(
    object({ fixes: list(namedFix, 20), forward: list(figure, 2_000), backward: list(figure, 2_000) }),
  ),
  /** Lengths that the code leaves open and figures hang on, with what they are taken to be; null where no usual length fits all layers. */
  sizes: list(object({ name: text(100), length: orNull(natural) }), 20),
  /** Arguments of its class that the code gives nowhere, with what they are taken to be; null where that is not known. */
  arguments: list(object({ name: text(200), value: orNull(natural) }), 50),
  /** False where the layers do not fit together with these lengths. */
  fits: flag,
  origin: orNull(origin),
});
export type SignalModel = Of<typeof signalModel>;

const settings = object({
  /** Which curves are on when a plot is new. */
  derivative: flag,
  secondDerivative: flag,
  /** Initial x range, or null to let the function decide. */
  range: orNull(object({ min: finite, max: finite })),
});
export type PanelSettings = Of<typeof settings>;

const numbers = list(orNull(finite), 10_000);

/** A formula drawn as SVG in `currentColor`, and in words for those who do not see it. The page copies known elements only. */
const typesetFormula = object({ svg: text(60_000), words: text(2_000) });
export type TypesetFormula = Of<typeof typesetFormula>;

/** What one filters the gallery by. */
const traits = object({ bounded: flag, monotonic: flag, smooth: flag });

/** A function of one's own with its curve on even steps from −5 to 5. */
const galleryFunction = object({ plot, y: list(orNull(finite), 101), traits });
export const isGalleryFunction: Shape<Of<typeof galleryFunction>> = galleryFunction;

const toPanel = {
  /** Draw this: `follow` because the cursor went there, `choose` because a person picked it (shown even when pinned), `compare` beside what is there. */
  show: object({ type: literal('show'), plot, as: literal('follow', 'choose', 'compare') }),
  /** Nothing to draw here; the last plot stays. */
  nothing: object({ type: literal('nothing'), reason: text(1_000) }),
  settings: object({ type: literal('settings'), settings }),
  /** The editor's colour theme changed: read the variables again. */
  theme: object({
    type: literal('theme'),
    kind: literal('light', 'dark', 'high-contrast', 'high-contrast-light'),
  }),
  /** Other activations of the file, for comparing. */
  file: object({ type: literal('file'), plots: list(plot, 500) }),
  /** The Signal tab; `reveal` opens it. An empty list: no model here. */
  signal: object({
    type: literal('signal'),
    models: list(signalModel, 200),
    selected: natural,
    /** Models that are sent when somebody picks them (`model`). */
    others: list(object({ name: text(500), origin }), 200),
    /** Layers of the selected model that the cursor's line makes or calls. */
    cursor: list(natural, 2_000),
    reveal: flag,
  }),
  /** The cursor moved among the models that were sent last. */
  signalCursor: object({ type: literal('signalCursor'), selected: natural, cursor: list(natural, 2_000) }),
  /** Answer to `whatIf`: what may be changed about a model, and what becomes of its signal with the answers given. */
  whatIf: object({
    type: literal('whatIf'),
    request: natural,
    choices: list(
      object({
        question: literal(...questions),
        /** How it is in the code; empty where that is no single answer. */
        now: text(200),
        offered: list(object({ value: text(40), label: text(200) }), 40),
        /** Why nothing is offered; empty where something is. */
        reason: text(300),
      }),
      questions.length,
    ),
    presets: list(object({ title: text(300), answers: record(text(40), questions.length) }), 8),
    /** Answers that hold: what is not offered is left out. */
    answers: record(text(40), questions.length),
    /** By layer of the model as it is. */
    forward: list(figure, 2_000),
    backward: list(figure, 2_000),
    /** Behind the last hidden layer, and at the first. */
    signal: figure,
    gradient: figure,
    layers: natural,
    /** Questions whose answers can be written into the code. */
    written: list(literal(...questions), questions.length),
    /** What writing them makes of lines of the code, the first places of it: a preview. */
    changes: list(object({ at: text(80), before: text(4_000), after: text(4_000) }), 40),
    places: natural,
  }),
  /** The answers stand in the code now. */
  whatIfWritten: object({ type: literal('whatIfWritten') }),
  /** Answer to `sample`, same `request`, same order. */
  samples: object(
    { type: literal('samples'), request: natural, y: numbers, dy: numbers, ddy: numbers },
    {
      /** The derivative of the code, where another one is declared. */
      code: numbers,
    },
  ),
  /** Instead of samples: why there are none, in one line. */
  noSamples: object({ type: literal('noSamples'), request: natural, reason: text(1_000) }),
  /** Answer to `expression` where it cannot be drawn; empty where it can. */
  expression: object({ type: literal('expression'), problem: text(1_000) }),
  /** Answer to `gallery`: functions of one's own with their curve on even steps from −5 to 5, and which frameworks have what. */
  gallery: object({
    type: literal('gallery'),
    own: list(galleryFunction, 500),
    frameworks: record(list(text(20), 10), 200),
    /** False while more files are looked through. */
    complete: flag,
    /** Opens the tab. */
    reveal: flag,
  }),
  /** Answer to `counterparts`, same `request`: the activation in every framework. */
  counterparts: object({
    type: literal('counterparts'),
    request: natural,
    rows: list(
      object({
        api: text(200),
        differing: list(object({ name: text(100), here: parameterValue, there: parameterValue }), 20),
        distance: orNull(finite),
        at: finite,
        /** Code that is equal; empty where no arguments make it so. */
        code: text(500),
      }),
      50,
    ),
  }),
  /** Answer to `formula`; null where there is none. */
  formula: object({
    type: literal('formula'),
    id: text(100),
    formula: orNull(typesetFormula),
    derivative: orNull(typesetFormula),
  }),
  /** Answer to `facts`, same `request`: range, growth, saturation; how to initialise, with the gain. Code stands between backticks. */
  facts: object({
    type: literal('facts'),
    request: natural,
    facts: list(text(1_000), 20),
    advice: list(text(1_000), 5),
  }),
  /** Translations, English text to text. */
  strings: object({
    type: literal('strings'),
    language: text(50),
    strings: record(text(2_000), 2_000),
  }),
  /** Something done on request ended: for the live region. */
  notice: object({ type: literal('notice'), message: text(1_000) }),
} as const;

/** Bytes of an image, base64. */
const payload = text(30_000_000);

const toExtension = {
  /** The page listens. Everything is sent after this. */
  ready: object({ type: literal('ready') }),
  /** Follow the cursor (false) or stay (true). */
  pin: object({ type: literal('pin'), pinned: flag }),
  /** Write a parameter's value into the code. */
  setParameter: object({
    type: literal('setParameter'),
    origin,
    parameter: text(100),
    value: parameterValue,
  }),
  /** Show the signal of the model that stands there: one of `others`. */
  model: object({ type: literal('model'), origin }),
  /** Take lengths and arguments that the code leaves open to be these, and show the model that stands there. */
  sizes: object({
    type: literal('sizes'),
    origin,
    sizes: record(natural, 20),
    arguments: record(natural, 50),
  }),
  /** What would become of the model that stands there. */
  whatIf: object({
    type: literal('whatIf'),
    request: natural,
    origin,
    answers: record(text(40), questions.length),
  }),
  /** Write the answers into the code, as one change; or copy what to write. */
  applyWhatIf: object({
    type: literal('applyWhatIf'),
    origin,
    answers: record(text(40), questions.length),
    as: literal('edit', 'copy'),
  }),
  jumpToSource: object({ type: literal('jumpToSource'), origin }),
  /** Save a file: `data` is base64 for png, text for svg and csv. */
  export: object({
    type: literal('export'),
    format: literal('png', 'svg', 'csv'),
    name: text(200),
    data: payload,
  }),
  copy: object({ type: literal('copy'), text: text(100_000), what: literal('latex', 'csv', 'text', 'code') }),
  /** Let the person pick an activation from the file and the catalogue. */
  choose: object({ type: literal('choose'), as: literal('choose', 'compare') }),
  /** Values of a custom function at these abscissae. */
  sample: object({
    type: literal('sample'),
    request: natural,
    key: text(200),
    x: list(finite, 10_000),
    parameters: record(parameterValue, 100),
  }),
  /** Draw what was typed. */
  expression: object({ type: literal('expression'), text: text(1_000) }),
  /** Tell what the gallery needs to know. */
  gallery: object({ type: literal('gallery') }),
  /** Write an activation of the catalogue at the cursor, in the file's framework. */
  insert: object({ type: literal('insert'), id: text(100) }),
  counterparts: object({
    type: literal('counterparts'),
    request: natural,
    id: text(100),
    parameters: record(parameterValue, 100),
  }),
  /** Copy what was typed as code, with these values of its parameters. */
  copyCode: object({
    type: literal('copyCode'),
    text: text(1_000),
    target: literal('torch', 'keras', 'jax'),
    parameters: record(parameterValue, 100),
  }),
  /** The typeset formula of a catalogue id. */
  formula: object({ type: literal('formula'), id: text(100) }),
  /** What is known of an activation with these parameters, in words. */
  facts: object({
    type: literal('facts'),
    request: natural,
    id: text(100),
    parameters: record(parameterValue, 100),
    framework,
  }),
  /** What the page shows now, after each drawing. */
  state: object(
    {
      type: literal('state'),
      pinned: flag,
      tab: literal('activation', 'signal', 'gallery'),
      title: orNull(text(500)),
      points: natural,
    },
    {
      /** Name of the model in the Signal tab. */
      model: text(500),
      /** From the message's arrival to the drawn frame. */
      milliseconds: finite,
    },
  ),
  /** The page failed; for the log. */
  problem: object({ type: literal('problem'), message: text(4_000) }),
} as const;

type Messages<Table> = { readonly [Type in keyof Table]: Of<Table[Type]> };
export type ToPanelMessages = Messages<typeof toPanel>;
export type ToPanel = ToPanelMessages[keyof ToPanelMessages];
export type ToExtensionMessages = Messages<typeof toExtension>;
export type ToExtension = ToExtensionMessages[keyof ToExtensionMessages];

/** The message, or undefined for anything that is none. */
export function readToPanel(value: unknown): ToPanel | undefined {
  return read(toPanel, value);
}
/** The message, or undefined for anything that is none. */
export function readToExtension(value: unknown): ToExtension | undefined {
  return read(toExtension, value);
}

export const isToPanel: Shape<ToPanel> = (value): value is ToPanel => readToPanel(value) !== undefined;
export const isToExtension: Shape<ToExtension> = (value): value is ToExtension =>
  readToExtension(value) !== undefined;

/** A plot as the page kept it in its state across a window reload, checked again. */
export const isPlot: Shape<Plot> = plot;

/** A number as messages carry it. */
export function sendable(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
/** And back: what was not finite becomes NaN, which draws as a gap. */
export function received(value: number | null): number {
  return value ?? Number.NaN;
}

function read<Table extends Readonly<Record<string, Shape<unknown>>>>(
  table: Table,
  value: unknown,
): Of<Table[keyof Table]> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type } = value as { readonly type?: unknown };
  if (typeof type !== 'string' || !Object.hasOwn(table, type)) return undefined;
  return own(table, type)?.(value) === true ? (value as Of<Table[keyof Table]>) : undefined;
}

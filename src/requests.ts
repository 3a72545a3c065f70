/**
 * What the extension asks its language server beyond the protocol, and what it hears from it. Each type is derived from its guard, and what
 * crosses is checked on arrival. Positions are the protocol's.
 */
import { isGalleryFunction, isPlot, isToExtension, isToPanel } from './protocol';
import type { Of, Shape } from './shapes';
import { either, finite, flag, list, literal, natural, object, orNull, record, text } from './shapes';

const uri = text(4_000);
const position = object({ line: natural, character: natural });
const span = object({ start: position, end: position });
const place = object({ uri, range: span });
export type PlaceSent = Of<typeof place>;
const selection = object({ start: position, end: position, active: position });
export type SelectionSent = Of<typeof selection>;

/** What the extension says of itself when it connects. */
const vscodeOptions = object(
  {
    host: literal('vscode'),
    theme: literal('light', 'dark', 'high-contrast-light', 'high-contrast-dark'),
    /** The editor's words in its language, by the English ones. */
    translations: record(text(4_000), 20_000),
  },
  {
    /** While tests run: a text whose analysis never ends, and after how many seconds it is ended. */
    test: object({ hang: text(100), seconds: finite }),
  },
);
export type VscodeOptions = Of<typeof vscodeOptions>;
export const isVscodeOptions: Shape<VscodeOptions> = vscodeOptions;

const messages = list(isToPanel, 100);

/** What only the editor can do. */
const effect = either(
  object(
    {
      kind: literal('edit'),
      edits: list(object({ uri, range: span, newText: text(5_000_000) }), 10_000),
      /** What the places were counted in. */
      versions: list(object({ uri, version: natural }), 10_000),
      refactoring: flag,
      done: messages,
      refused: messages,
    },
    /** Afterwards the panel shows what stands there. */
    { shows: object({ uri, offset: natural }) },
  ),
  object({ kind: literal('copy'), text: text(5_000_000) }),
);
export type Effect = Of<typeof effect>;

const panelAnswer = object({
  messages,
  effects: list(effect, 10),
  /** There is more to say about the model in view: ask for it when nothing else waits. */
  more: flag,
});
export type PanelAnswer = Of<typeof panelAnswer>;

const listed = object({
  kind: literal('model', 'activation', 'function'),
  label: text(100_000),
  place,
  /** The definition or statement of a model. */
  extent: orNull(place),
  layers: natural,
  activations: natural,
  /** Name of the layer that feeds it or that it stands in, where there is one; of several the first. */
  layer: orNull(text(1_000)),
  within: flag,
  /** The last of several layers. */
  last: orNull(text(1_000)),
  times: natural,
  /** For people: `model.py:12`. */
  at: text(1_000),
});
export type ListedSent = Of<typeof listed>;

const related = object({ location: place, message: text(100_000) });
/** As the protocol has it; the rule's page is the editor's business. */
const diagnostic = object(
  {
    range: span,
    message: text(100_000),
    severity: literal(1, 2, 3, 4),
  },
  { code: text(200), tags: list(literal(1, 2), 2), relatedInformation: list(related, 1_000) },
);
export type DiagnosticSent = Of<typeof diagnostic>;

interface Request<Asks, Answer> {
  readonly asks: Shape<Asks & { readonly uri: string }>;
  readonly answer: Shape<Answer>;
}
const request = <Asks extends { readonly uri: string }, Answer>(
  asks: Shape<Asks>,
  answer: Shape<Answer>,
): Request<Asks, Answer> => ({ asks, answer });

/** Each is about a document or file, by its URI; empty where it is about none. */
export const requests = {
  /** What the panel shows of a place. */
  at: request(
    object({
      uri,
      selection,
      /** Plot what is there. */
      follow: flag,
      signal: literal('none', 'show', 'reveal'),
      /** The page knows nothing yet. */
      fresh: flag,
    }),
    panelAnswer,
  ),
  /** What suggestions make of the model in view. */
  propose: request(object({ uri }), panelAnswer),
  /** The activation at a place, else with `own` the function of one's own, or why it has no curve. */
  plot: request(
    object({ uri, selection, own: flag }),
    object({ plot: orNull(isPlot), refusal: orNull(text(1_000)) }),
  ),
  /** What stands at an offset now. */
  plotAt: request(object({ uri, offset: natural }), panelAnswer),
  /** What one may pick to plot. */
  choices: request(
    object({ uri }),
    object({
      file: list(isPlot),
      catalogue: list(object({ name: text(200), description: text(1_000), plot: isPlot }), 1_000),
    }),
  ),
  /** What the page asks; the selection is that of the Python editor in use. */
  page: request(object({ uri, message: isToExtension, selection: orNull(selection) }), panelAnswer),
  /** Where a range of the analysed text stands; null while the document is not open. */
  locate: request(
    object({ uri, range: object({ start: natural, end: natural }) }),
    object({ place: orNull(place) }),
  ),
  /** Functions of one's own in a document, or in a file that nobody has open. */
  own: request(object({ uri, label: text(1_000) }), object({ own: list(isGalleryFunction, 500) })),
  /** The frameworks that have each activation. */
  frameworks: request(object({ uri }), object({ frameworks: record(list(text(20), 10), 200) })),
  models: request(object({ uri }), object({ listed: list(listed, 100_000) })),
  /** Findings of a file that nobody has open; null where its configuration leaves it out. */
  lintFile: request(
    object({ uri }),
    object({
      diagnostics: orNull(list(diagnostic, 100_000)),
      problem: orNull(text(10_000)),
    }),
  ),
  /** JSON for language models. */
  tool: request(
    object({ uri, tool: literal('lint', 'trace', 'plot'), label: text(100_000) }),
    object({ json: orNull(text(20_000_000)), problem: orNull(text(100_000)) }),
  ),
  rules: request(
    object({ uri }),
    object({
      rules: list(
        object({ name: text(200), summary: text(10_000), severity: text(20), earlier: list(text(200), 20) }),
        10_000,
      ),
    }),
  ),
  /** What a report of a problem should say of a document. */
  debug: request(object({ uri }), object({ line: text(100_000) })),
} as const;

export type RequestKind = keyof typeof requests;
export type Asks<Kind extends RequestKind> = Of<(typeof requests)[Kind]['asks']>;
export type Answer<Kind extends RequestKind> = Of<(typeof requests)[Kind]['answer']>;
export const requestKinds = Object.keys(requests) as readonly RequestKind[];
export const methodOf = (kind: RequestKind): string => `activationLens/${kind}`;

/** Answered at once, by the thread that does not analyse: whether a document may use a framework. */
export const RELEVANT = 'activationLens/relevant';
/** Asked by the server: a file's text, and the Python files of the workspace. */
export const READ_FILE = 'activationLens/readFile';
export const FIND_MODULES = 'activationLens/findModules';
export const isContent = either(object({ text: text(100_000_000) }), object({ problem: text(10_000) }));
export const isUris = list(uri, 20_000);

/** To the server: the editor's theme, everything afresh, and a document that was given up. */
export const THEME = 'activationLens/theme';
export const RESTART = 'activationLens/restart';
/** To a server under test: it ends at once. */
export const DIE = 'activationLens/die';
export const AGAIN = 'activationLens/again';

/** From the server, whenever a document was linted. */
export const FINDINGS = 'activationLens/findings';
const findings = object({
  unit: uri,
  documents: list(object({ uri, version: natural, diagnostics: list(diagnostic, 100_000) }), 10_000),
  findings: natural,
  milliseconds: finite,
  lint: flag,
  tookTooLong: flag,
});
export type FindingsSent = Of<typeof findings>;
export const isFindings: Shape<FindingsSent> = findings;
/** From the server: the analysis began anew, and remembers nothing that it told the panel. */
export const BEGAN = 'activationLens/began';

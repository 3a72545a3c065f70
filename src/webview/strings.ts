import { fillIn, speaker, type Say } from '../core/phrase';

/**
 * Every sentence the panel says, in English. The host may send translations keyed by the English text (as VS Code's l10n bundles are);
 * what it does not translate stays English. `{0}`, `{1}` … stand for values.
 */
export const english = {
  title: 'Activation Lens',
  tabActivation: 'Activation',
  tabSignal: 'Signal',
  tabs: 'Views',
  waiting: 'Put the cursor on an activation to see it here.',
  equals: 'This is {0}.',
  derivativeOwn: 'f′ is what its own backward computes.',
  derivativeHidden: 'It has a derivative of its own, which cannot be followed: f′ is not shown.',
  kept: 'Still showing {0}.',
  follow: 'Follow the cursor',
  followHint: 'When off, the panel stays on this activation.',
  jump: 'Show {0} in the editor',
  choose: 'Choose another…',
  curveF: 'f(x)',
  curveSlope: 'f′(x)',
  curveCurvature: 'f″(x)',
  zones: 'Vanishing',
  zonesHint: 'Shade where the gradient vanishes: |f′| below 0.01',
  landmarks: 'Points',
  landmarksHint: 'Mark roots, extremes and inflexions',
  landmarkRoot: 'Root',
  landmarkMinimum: 'Minimum',
  landmarkMaximum: 'Maximum',
  landmarkInflexion: 'Inflexion',
  landmarksNone: 'No single root, extreme or inflexion in this range.',
  copyPoints: 'Copy',
  copyReading: 'Copy what the crosshair reads',
  copyFigures: 'Copy figures',
  wheelHint: 'Ctrl and the wheel zoom; after a click on the chart the wheel alone does.',
  play: 'Move {0} by itself',
  pause: 'Stop {0}',
  legend: 'Curves shown',
  chartRole: 'chart',
  chartLabel: '{0}: curve of f and its derivative from x = {1} to {2}',
  chartKeys:
    'Arrow keys move the crosshair, Shift with arrow keys pans, plus and minus zoom, 0 resets the view, Escape hides the crosshair.',
  readoutHint: 'Point at the chart, or focus it and use the arrow keys.',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  reset: 'Reset view',
  view: 'Ranges',
  rangeX: 'x range',
  rangeY: 'y range',
  from: 'from',
  to: 'to',
  rangeInvalid: 'A range needs two different numbers, the smaller one first.',
  parameters: 'Parameters',
  write: 'Write into the code',
  writeNamed: 'Write {0} into the code',
  restore: 'Undo',
  restoreNamed: 'Back to the value of {0} in the code',
  unknownParameters: 'The value of {0} cannot be told from the code; the default is drawn.',
  notWritable: 'There is no call here to write it into.',
  compare: 'Compare',
  comparePick: 'Activation to compare with',
  compareAdd: 'Add',
  comparePin: 'Pin this one',
  compareRemove: 'Remove {0}',
  compareFile: 'In this file',
  compareCatalogue: 'Catalogue',
  functions: 'Functions drawn',
  compareFull: 'At most {0} activations are compared at once.',
  about: 'Formula, range and initialisation',
  distribution: 'N(0, 1) inputs',
  density: 'Density of f(x): mean {0}, variance {1}',
  mean: 'Mean',
  variance: 'Variance',
  zeroShare: 'Exactly zero',
  gain: 'Gain forward',
  gainBackward: 'Gain backward',
  gainNote:
    'Weights of variance gain²/fan_in keep the mean square: of the signal with 1/√E[f²], of the gradient with 1/√E[f′²].',
  vanishingShare: '|f′| < 0.01',
  kinks: 'Kinks',
  kinksNone: 'Smooth: the derivative has no jump.',
  kinksNote: 'Where f′ jumps, and what automatic differentiation takes there.',
  kinkLeft: 'f′ left',
  kinkRight: 'f′ right',
  values: 'Values',
  valuesCaption: 'Values of {0}',
  valuesInput: 'x values to add',
  valuesAdd: 'Show',
  valuesBad: 'Not a number: {0}',
  valuesTooMany: 'At most {0} values of your own are shown.',
  valuesFurther: 'Further out',
  valuesPending: 'computing…',
  range: 'Range',
  export: 'Export',
  exportPng: 'PNG',
  exportSvg: 'SVG',
  exportCsv: 'CSV',
  copyLatex: 'Copy LaTeX',
  latexMissing: 'There is no formula for a function of one’s own.',
  exportFailed: 'The picture could not be made.',
  crosshair: 'x = {0}',
  signalWaiting: 'Put the cursor in a model, or choose “Show signal propagation” on a finding.',
  signalFor: 'Signal in {0}',
  signalVariance: 'Mean square of the signal, forward',
  signalGradient: 'Mean square of the gradient, backward',
  signalNow: 'as initialised now',
  signalRecommended: 'as recommended',
  signalLayer: 'Layer',
  signalActivation: 'Activation',
  signalInitializer: 'Initialiser',
  signalForwardNow: 'Signal now',
  signalForwardBetter: 'Signal recommended',
  signalBackwardNow: 'Gradient now',
  signalBackwardBetter: 'Gradient recommended',
  signalTable: 'Mean squares per layer in {0}',
  signalPick: 'Model',
  signalIncomplete: 'Part of this model could not be followed: some layers may be missing.',
  signalForwardEnd: 'Mean square at the end, for 1 at the input: {0} now, {1} as recommended.',
  signalBackwardEnd:
    'Mean square of the gradient at the first layer, for 1 at the output: {0} now, {1} as recommended.',
  signalSums: 'Sums and products are taken as those of independent signals.',
  signalAnew: 'Behind a step that cannot be followed the signal counts as 1 again.',
  notKnown: 'not known',
  notFinite: 'not finite',
} as const;

export type StringKey = keyof typeof english;

let translations: Readonly<Record<string, string>> = {};

/** Replaces the translations: English text → text. */
export function useTranslations(next: Readonly<Record<string, string>>): void {
  translations = next;
}

/** The text for a key in the current language, with `{0}` … filled in. */
export function text(key: StringKey, ...values: readonly (string | number)[]): string {
  return say({ template: english[key], values });
}

/** The core's own phrases in the current language. */
export const say: Say = speaker((template, values) => fillIn(translations[template] ?? template, values));

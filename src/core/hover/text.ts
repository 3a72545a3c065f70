/** Every sentence of the hovers, by key, for localisation. `{name}` is filled in; values are already escaped for Markdown. */
export const hoverText = {
  plot: 'Plot',
  plotTitle: 'Plot this activation beside the editor',
  curveAlternative: '{name}: f(−2) = {a}, f(0) = {b}, f(2) = {c}',
  range: 'Range {range}',
  saturatesLeft: 'saturates to the left (f → {value})',
  saturatesRight: 'saturates to the right (f → {value})',
  saturatesBoth: 'saturates on both sides (f → {left} and {right})',
  monotonicIncreasing: 'never falls',
  monotonicStrictlyIncreasing: 'strictly increasing',
  monotonicDecreasing: 'never rises',
  monotonicNone: 'not monotonic',
  sectionNote: 'The curve: {note}',
  parameters: 'Parameters',
  parameterDefault: '{name} = {value} (default)',
  parameterGiven: '{name} = {value}',
  parameterUnknown: '{name}: cannot be told here, drawn with {value}',
  parameterFixed: '{name} = {value} (fixed by this API)',
  parameterLearned: '{name} = {value} to begin with (learned)',
  kink: 'At x = {x} the slope jumps from {left} to {right}',
  kinkConvention: '; {framework} returns {value} there',
  kinkOthers: ' ({others})',
  initialization: 'Initialise with {initializer}: {code}',
  gainNamed: 'gain {gain} ({code})',
  gainComputed: 'gain {gain} keeps the mean square of unit inputs',
  defaultsDiffer: 'Defaults differ: {values}',
  watchFor: 'Watch for: {text}',
  source: 'Source: {source}',
  he: 'He',
  xavier: 'Xavier (Glorot)',
  lecun: 'LeCun',
  initializerMadeFor: 'Made for {purpose}.',
  initializerVariance: 'Var(w) = {formula}',
  initializerHere: 'Here: fan-in {fanIn}, fan-out {fanOut}, so Var(w) = {variance} (sd {deviation})',
  initializerHereKnown: 'Here: Var(w) = {variance} (sd {deviation})',
  initializerHereFanIn: 'Here: fan-in {fanIn}, so Var(w) = {variance} (sd {deviation})',
  initializerTimesFanIn: '; fan-in · Var(w) = {product}',
  initializerTruncated:
    'Drawn from a normal cut at 2 standard deviations and widened again, so that the variance is as stated.',
  initializerSlopeIgnored: 'The slope `a` is ignored: only `nonlinearity="leaky_relu"` reads it.',
  initializerNoGain: 'PyTorch has no gain for `{nonlinearity}`: this call raises ValueError.',
  cellGates: 'Gates: {activations}',
  cellCandidate: 'Candidate and output: {activations}',
  cellActivation: 'Activation: {activations}',
  cellStart: 'Starts with: {weights}',
  cellForgetOne: 'The forget gate starts at bias 1.',
  cellForgetRandom: 'The forget gate’s bias is not set to 1: it starts random, twice (b_ih and b_hh).',
  cellForgetZero: 'The forget gate’s bias starts at 0.',
  cellWatchRelu:
    'Watch for: an activation without an upper bound inside a recurrence can grow without limit; a saturating one keeps the state within bounds.',
  isDefault: '{name} (default)',
} as const satisfies Readonly<Record<string, string>>;

export type HoverTextKey = keyof typeof hoverText;

/** A sentence with its values filled in; a value that is missing leaves its braces, which a test looks for. */
export function say(key: HoverTextKey, values: Readonly<Record<string, string>> = {}): string {
  return hoverText[key].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

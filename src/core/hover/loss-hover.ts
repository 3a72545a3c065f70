/** The hover over a loss: what it expects, and what reaches it in the traced model. */
import { activationById } from '../activations/catalogue';
import type { LossCallUse } from '../frameworks';
import { joined, phrase, sentence, type Phrase, type Say } from '../phrase';
import { lastPart } from '../python/dotted-name';
import type { ReachingLoss, SymbolTrace } from '../api';
import { codeSpan, escapeText } from './markdown';

/** Lines of one paragraph; none for a loss of which the tables say nothing. */
export function lossLines(use: LossCallUse, trace: SymbolTrace, say: Say): readonly string[] {
  const { symbol } = use;
  const expects = expectation(use);
  if (expects === undefined) return [];
  const said = [
    phrase`expects ${escapeText(say(sentence(expects)))}`,
    ...(symbol.target === undefined ? [] : [phrase`target: ${escapeText(say(sentence(symbol.target)))}`]),
    ...here(trace.reaching),
  ];
  return [
    `**${escapeText(lastPart(symbol.qualifiedName))}** · ${codeSpan(use.source)}`,
    say(joined(said, ' · ')),
  ];
}

/** What a flag decides is decided where the code shows the flag. */
function expectation({ symbol: { expects }, bound }: LossCallUse): string | undefined {
  const [usual, otherwise] = expects?.split('; ') ?? [];
  const condition = /^(.*) if (\w+)=(True|False)$/.exec(otherwise ?? '');
  if (condition === null) return expects;
  const [, other, flag = '', wanted] = condition;
  const value = bound.byName.get(flag)?.value;
  if (typeof value !== 'boolean') return expects;
  return value === (wanted === 'True') ? other : usual;
}

/** Models that the loss meets are as many as anybody reads in a line. */
const MOST = 2;

function here(reaching: readonly ReachingLoss[]): readonly Phrase[] {
  // A model that is called twice gives the same twice.
  const known = new Set<string>();
  const each = reaching.filter((one) => {
    const text = JSON.stringify([one.model, one.kind, one.activation, one.qualifiedName, one.shape]);
    return known.size !== known.add(text).size;
  });
  const several = each.length > 1;
  return each.slice(0, MOST).flatMap((one): Phrase[] => {
    const what = whatReaches(one);
    if (what === undefined) return [];
    return [several ? phrase`from ${escapeText(one.model)}: ${what}` : phrase`here: ${what}`];
  });
}

function whatReaches({ kind, activation, qualifiedName, shape }: ReachingLoss): Phrase | undefined {
  const name = whatGives(kind, activation, qualifiedName);
  const written = shape === undefined ? undefined : escapeText(shape);
  if (name === undefined) return written === undefined ? undefined : phrase`a tensor ${written}`;
  return written === undefined ? name : joined([name, written], ' ');
}

function whatGives(
  kind: ReachingLoss['kind'],
  activation: string | undefined,
  qualifiedName: string,
): Phrase | undefined {
  if (kind === 'layer') return phrase`${escapeText(lastPart(qualifiedName))} without an activation`;
  const known = activation === undefined ? undefined : activationById(activation);
  return known && phrase`the output of ${escapeText(known.name)}`;
}

/** Every text of the tables, for translation. */
export function lossWords(
  symbols: readonly { readonly expects: string | undefined; readonly target: string | undefined }[],
): readonly string[] {
  return symbols.flatMap(({ expects, target }) => {
    const [usual, otherwise] = expects?.split('; ') ?? [];
    const other = / if /.test(otherwise ?? '') ? /^(.*) if /.exec(otherwise ?? '')?.[1] : undefined;
    return [expects, usual, other, target].filter((text) => text !== undefined);
  });
}

/** A broken file, opened and edited: no crash, no wrong range, and the answers do not depend on the edits that led to a text. */
import type { InterpretedFunction } from '../../src/core/functions/interpret';
import { activationHover, drawnPictures, symbolHover } from '../../src/core/hover';
import { applyEdits } from '../../src/core/lint/fixes/fixes';
import { rules } from '../../src/core/lint/registry';
import type { Rule } from '../../src/core/lint/rule';
import { createLensService, type LensDocument } from '../../src/core/service';
import { hostileText } from './hostile';
import { mutate, reshape } from './mutations';
import type { Random } from './random';
import { ask, checkRange, checkRanges, checkSame, type Answers } from './ranges';
import { startingText } from './starting-text';
import type { Stopwatch } from './stopwatch';

const uri = 'file:///project/model.py';

/** Cases that start from a program that asks for too much instead of from a real file. */
const shareOfHostile = 0.04;

/** Fails wherever it is called; nobody else may notice. */
const failing: Rule = {
  meta: {
    name: 'out-of-order',
    frameworks: ['torch'],
    category: 'failure',
    defaultSeverity: 'warning',
    fixable: 'none',
    summary: 'Throws.',
  },
  onCall: fail,
  onModel: fail,
  onModule: fail,
};
function fail(): never {
  throw new Error('thrown on purpose');
}

export function documentCase(random: Random, files: readonly string[], watch: Stopwatch): string {
  const hostile = random.chance(shareOfHostile);
  let text = hostile ? hostileText(random) : startingText(random, files);
  if (!hostile || random.chance(0.3))
    for (let count = random.below(4); count >= 0; count--) text = applyEdits(text, [mutate(random, text)]);
  if (random.chance(0.15)) text = reshape(random, text);

  const log: string[] = [];
  const withFailingRule = random.chance(0.1);
  const edited = createLensService({
    log: (line) => log.push(line),
    ...(withFailingRule ? { rules: [failing, ...rules] } : {}),
  });
  const timed = (document: LensDocument): Answers => {
    const answers = watch.time('findings', () => ask(document));
    checkRanges(document, answers);
    return answers;
  };
  let document = edited.update(uri, 1, text);
  timed(document);
  for (let version = 2; version < 3 + random.below(4); version++) {
    // Several edits at once, as a multiple cursor or a paste with clean-up makes them; sometimes the host lost count of them.
    const changes = Array.from({ length: random.chance(0.2) ? 1 + random.below(4) : 1 }, () => {
      const change = mutate(random, text);
      text = applyEdits(text, [change]);
      return change;
    });
    document = edited.update(uri, version, text, random.chance(0.05) ? undefined : changes);
    // Sometimes the next edit comes before anybody asks, or after a question that needs less than all.
    if (random.chance(0.6)) timed(document);
    else if (random.chance(0.5)) question(random, document, watch);
  }
  const answers = timed(document);
  for (let count = 0; count < 4; count++) question(random, document, watch);
  const fresh: string[] = [];
  const afresh = timed(createLensService({ log: (line) => fresh.push(line) }).update(uri, 1, text));
  // Where the work is cut short, what was known from before leaves more of it to do.
  if (!hostile) checkSame(answers, afresh, text);
  const [own, others] = [log.filter(isOfFailingRule), log.filter((line) => !isOfFailingRule(line))];
  if (own.length > 1) throw new Error(`A rule that fails was logged ${own.length} times.`);
  if (others.length + fresh.length > 0) throw new Error([...others, ...fresh].join('\n'));
  return text;
}

const isOfFailingRule = (line: string): boolean =>
  line.includes(failing.meta.name) && line.includes('thrown on purpose');

/** What an editor asks at a cursor or of a selection. */
function question(random: Random, document: LensDocument, watch: Stopwatch): void {
  const { length } = document.text;
  const offset = random.below(length + 1);
  const end = random.chance(0.5) ? offset : Math.min(length, offset + random.below(60));
  const detail = random.chance(0.5) ? 'full' : 'short';
  watch.time('a hover', () => {
    const use = document.activationAt(offset);
    if (use !== undefined) {
      checkRange(use.range, length, use.api);
      activationHover(use, random.chance(0.1) ? { detail, pictures: drawnPictures('dark') } : { detail });
    }
    const symbol = document.symbolAt(offset);
    if (symbol !== undefined) {
      checkRange(symbol.range, length, 'a symbol');
      symbolHover(symbol, { detail });
    }
  });
  let curve: InterpretedFunction | undefined;
  watch.time('a function of one’s own', () => {
    const own = document.functionAt(offset, end);
    if (own === undefined) return;
    checkRange(own.range, length, own.name);
    if (own.result.kind !== 'curve') return;
    own.result.evaluate(random.below(20) - 10);
    own.result.breaks(-12, 12);
    curve = own.result;
  });
  // As many values as the panel draws.
  watch.time('the curve of a function of one’s own', () => {
    for (let x = -8; x <= 8; x += 1 / 32) curve?.evaluate(x);
  });
}

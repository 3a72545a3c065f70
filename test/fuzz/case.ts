/** One fuzz case: a broken file, opened and edited, must neither crash nor hang nor yield a wrong range, and must not depend on its history. */
import { applyEdits } from '../../src/core/lint/fixes';
import { rules } from '../../src/core/lint/registry';
import { createLensService, type LensDocument, type LintConfiguration } from '../../src/core/service';
import { mutate, reshape } from './mutations';
import { randomFrom, type Random } from './random';

const uri = 'file:///project/model.py';

/** Every rule on, those that are off by default included. */
const everything: LintConfiguration = {
  select: rules.map(({ meta }) => meta.name),
  ignore: [],
  severity: Object.fromEntries(rules.map(({ meta }) => [meta.name, 'warning'] as const)),
};

/** No answer may take longer, in milliseconds. */
export const timeLimit = 1000;

/** Cases start from at most this much of a file. */
const windowLength = 6_000;

function startingText(random: Random, files: readonly string[]): string {
  const file = random.pick(files);
  if (file.length <= windowLength) return file;
  // The head holds the imports without which nothing is recognised.
  const head = file.slice(0, 1_500);
  const from = random.below(file.length - windowLength + 1_500);
  return `${head}\n${file.slice(file.indexOf('\n', from) + 1, from + windowLength - 1_500)}`;
}

interface Answers {
  readonly findings: ReturnType<LensDocument['findings']>;
  readonly activations: ReturnType<LensDocument['activations']>;
  readonly syntaxErrors: LensDocument['syntaxErrors'];
}

function ask(document: LensDocument): Answers {
  return {
    findings: document.findings(everything),
    activations: document.activations(),
    syntaxErrors: document.syntaxErrors,
  };
}

function checkRange(
  range: { readonly start: number; readonly end: number },
  length: number,
  what: string,
): void {
  const whole = Number.isInteger(range.start) && Number.isInteger(range.end);
  if (!whole || range.start < 0 || range.start > range.end || range.end > length) {
    throw new Error(`${what} has the range ${range.start}–${range.end} in a text of ${length}`);
  }
}

function checkRanges(text: string, { findings, activations, syntaxErrors }: Answers): void {
  for (const error of syntaxErrors) checkRange(error, text.length, 'a syntax error');
  for (const finding of findings) {
    checkRange(finding, text.length, finding.rule);
    for (const place of finding.related)
      if (place.uri === uri) checkRange(place, text.length, `${finding.rule}: related`);
    for (const fix of finding.fixes) {
      for (const edit of fix.edits) checkRange(edit, text.length, `${finding.rule}: fix`);
      applyEdits(text, fix.edits);
    }
  }
  for (const use of activations) {
    checkRange(use.range, text.length, use.api);
    for (const range of Object.values(use.parameterRanges))
      checkRange(range, text.length, `${use.api}: parameter`);
  }
}

/** What a case found wrong, with the text that shows it; undefined when all was well. */
export interface Failure {
  readonly message: string;
  readonly text: string;
}

/** Runs the case of this seed on one of these files. The longest answer's time comes along. */
export function runCase(
  seed: number,
  files: readonly string[],
): { readonly failure?: Failure; readonly milliseconds: number } {
  const random = randomFrom(seed);
  let text = startingText(random, files);
  let slowest = 0;
  const failures: string[] = [];
  const timed = (document: LensDocument): Answers => {
    const start = performance.now();
    const answers = ask(document);
    slowest = Math.max(slowest, performance.now() - start);
    return answers;
  };
  try {
    for (let count = random.below(4); count >= 0; count--) text = applyEdits(text, [mutate(random, text)]);
    if (random.chance(0.15)) text = reshape(random, text);
    const edited = createLensService({ log: (line) => failures.push(line) });
    let document = edited.update(uri, 1, text);
    checkRanges(text, timed(document));
    for (let version = 2; version < 3 + random.below(3); version++) {
      const change = mutate(random, text);
      text = applyEdits(text, [change]);
      document = edited.update(uri, version, text, [change]);
      // Sometimes the next edit comes before anybody asks.
      if (random.chance(0.7)) checkRanges(text, timed(document));
    }
    const answers = timed(document);
    checkRanges(text, answers);
    const afresh = timed(createLensService({ log: (line) => failures.push(line) }).update(uri, 1, text));
    for (const name of ['findings', 'activations', 'syntaxErrors'] as const) {
      const [before, after] = [JSON.stringify(answers[name]), JSON.stringify(afresh[name])];
      if (before !== after)
        throw new Error(`${name} depend on the edits made before:\n  edited ${before}\n  afresh ${after}`);
    }
    if (failures.length > 0) throw new Error(failures.join('\n'));
    if (slowest > timeLimit) throw new Error(`took ${Math.round(slowest)} ms`);
    return { milliseconds: slowest };
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { failure: { message, text }, milliseconds: slowest };
  }
}

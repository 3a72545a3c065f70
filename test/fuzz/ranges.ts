/** No answer may point outside the text that it is about. */
import { applyEdits } from '../../src/core/lint/fixes/fixes';
import type { LensDocument, LintConfiguration } from '../../src/core/service';
import { rules } from '../../src/core/lint/registry';

/** Every rule on, those that are off by default included. */
export const everything: LintConfiguration = {
  select: rules.map(({ meta }) => meta.name),
  ignore: [],
  severity: Object.fromEntries(rules.map(({ meta }) => [meta.name, 'warning'] as const)),
};

export interface Answers {
  readonly findings: ReturnType<LensDocument['findings']>;
  readonly activations: ReturnType<LensDocument['activations']>;
  readonly syntaxErrors: LensDocument['syntaxErrors'];
}

export function ask(document: LensDocument, configuration = everything): Answers {
  return {
    findings: document.findings(configuration),
    activations: document.activations(),
    syntaxErrors: document.syntaxErrors,
  };
}

export function checkRange(
  range: { readonly start: number; readonly end: number },
  length: number,
  what: string,
): void {
  const whole = Number.isInteger(range.start) && Number.isInteger(range.end);
  if (!whole || range.start < 0 || range.start > range.end || range.end > length) {
    throw new Error(`${what} has the range ${range.start}–${range.end} in a text of ${length}`);
  }
}

export function checkRanges(
  { uri, text }: LensDocument,
  { findings, activations, syntaxErrors }: Answers,
): void {
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

/** A document that was edited answers as one that was opened with the same text. */
export function checkSame(edited: Answers, afresh: Answers, text: string): void {
  for (const name of ['findings', 'activations', 'syntaxErrors'] as const) {
    const [before, after] = [JSON.stringify(edited[name]), JSON.stringify(afresh[name])];
    if (before !== after)
      throw new Error(
        `${name} depend on the edits made before:\n  edited ${before}\n  afresh ${after}\n${text}`,
      );
  }
}

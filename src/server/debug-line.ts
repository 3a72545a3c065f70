/** What a report of a problem says of a document. */
import type { LensDocument, LensService } from '../core/service';
import { findingsOf } from '../editor/findings';

/**
 * How much there is of a document and what a first look at it costs, in milliseconds: no code and no absolute paths. English, as all of the log.
 * @param service knows nothing of the document, and forgets it again
 */
export function debugLine(
  lens: LensDocument,
  configuration: Parameters<typeof findingsOf>[1],
  service: LensService,
): string {
  const begin = performance.now();
  const afresh = service.update(lens.uri, lens.version, lens.text);
  const models = afresh.models();
  const traced = performance.now();
  const findings = findingsOf(afresh, configuration);
  const linted = performance.now();
  service.close(lens.uri);
  const steps = models.map(
    ({ nodes, complete }) => `${counted(nodes.length, 'step')}${complete ? '' : ', not all followed'}`,
  );
  return [
    `version ${String(lens.version)}`,
    counted(lens.text.length, 'character'),
    counted(lens.syntaxErrors.length, 'syntax error'),
    counted(lens.activations().length, 'activation'),
    counted(models.length, 'model') + (models.length === 0 ? '' : ` (${steps.join('; ')})`),
    configuration.lint ? counted(findings.length, 'finding') : 'not linted',
    `afresh: trace ${(traced - begin).toFixed(1)} ms, rules ${(linted - traced).toFixed(1)} ms`,
  ].join(', ');
}

const counted = (count: number, what: string): string => `${String(count)} ${what}${count === 1 ? '' : 's'}`;

/** Opens documents, keeps the newest version of each, and lets every version build on what the one before it had computed. */
import { BoundedCache } from '../bounded-cache';
import { isEnabled } from '../lint/configuration/configuration';
import { createLintEngine } from '../lint/engine/engine';
import { rules as allRules } from '../lint/registry';
import type { Rule } from '../lint/rule';
import { frontEnds } from '../frameworks/generated/front-ends';
import { useFrontEnds } from '../network/machine/front-end';
import { english } from '../phrase';
import { forgetModules } from '../network/machine/modules';
import type { LensDocument, LensService, ModuleSource, ServiceOptions } from '../api';
import type { TextChange } from '../python/syntax';
import { TrackedSource } from './tracked-source';
import { TimeAllowance, timedDocument } from './timed-document';
import { DocumentVersion, type ServiceContext } from './document-version';

/** Lists of rules that are kept: a workspace has a handful. */
const MOST_CONFIGURATIONS = 50;

export function createLensService(options: ServiceOptions = {}): LensService {
  useFrontEnds(frontEnds);
  const open = new Map<string, DocumentVersion>();
  let generation = 0;
  const log = options.log ?? (() => undefined);
  // Documents that are open count with their text in the editor, not with the one on disk.
  const source: ModuleSource = {
    read: (uri) => open.get(uri)?.text ?? options.source?.read(uri),
    resolve: (module, level, fromUri) => options.source?.resolve(module, level, fromUri),
  };
  const rules = options.rules ?? allRules;
  const running = new BoundedCache<readonly Rule[]>(MOST_CONFIGURATIONS);
  const context: ServiceContext = {
    rules,
    rulesFor(key, configuration) {
      return (
        running.get(key) ??
        running.keep(
          key,
          rules.filter(({ meta }) => isEnabled(meta, configuration)),
        )
      );
    },
    engine: createLintEngine(log),
    source: new TrackedSource(source),
    log,
    say: options.say ?? english,
    generation: () => generation,
  };

  const patient = new Map<string, TimeAllowance>();
  const timed = new WeakMap<DocumentVersion, LensDocument>();
  /** Holds the questions about a document to the limit, if there is one. */
  function held(document: DocumentVersion): LensDocument {
    const { timeLimit } = options;
    if (timeLimit === undefined) return document;
    let allowance = patient.get(document.uri);
    if (allowance === undefined) {
      // What was left half done of other files is not built upon.
      const giveUp = (): void => {
        forgetModules(context.source, new Set());
        log(`The analysis of ${document.uri} took too long and was stopped.`);
      };
      patient.set(document.uri, (allowance = new TimeAllowance(timeLimit, giveUp)));
    }
    let lens = timed.get(document);
    if (lens === undefined) timed.set(document, (lens = timedDocument(document, allowance)));
    return lens;
  }

  return Object.freeze({
    update(uri: string, version: number, text: string, changes?: readonly TextChange[]) {
      const previous = open.get(uri);
      generation++;
      const document = new DocumentVersion(context, uri, version, text, previous?.handDown(changes));
      open.set(uri, document);
      return held(document);
    },
    get(uri: string) {
      const document = open.get(uri);
      return document && held(document);
    },
    close(uri: string) {
      generation++;
      open.delete(uri);
      patient.delete(uri);
    },
    forgetUnused() {
      const used = new Set<string>();
      for (const document of open.values()) for (const uri of document.reached()) used.add(uri);
      forgetModules(context.source, used);
    },
  });
}

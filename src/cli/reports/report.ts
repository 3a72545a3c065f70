/** What every report is made from. */
import type { Disk } from '../disk';
import type { PrintedFinding } from '../findings';

export interface ReportInput {
  readonly findings: readonly PrintedFinding[];
  readonly fileCount: number;
  /** How many findings were fixed, or silenced by comments. */
  readonly fixed: number;
  readonly silenced: boolean;
  /** How many findings the baseline knows. */
  readonly known: number;
  /** Findings only, no summary. */
  readonly quiet: boolean;
  readonly colour: boolean;
  readonly version: string;
  /** Where the findings' sources are read. */
  readonly disk: Disk;
}

/** A form of report. A file of this folder that exports one is found by scripts/build-lists.mjs. */
export interface ReportFormat {
  /** What `--format` calls it. */
  readonly name: string;
  readonly write: (input: ReportInput) => string;
  /** Set for a form that people read as it comes. */
  readonly isForPeople?: true;
}

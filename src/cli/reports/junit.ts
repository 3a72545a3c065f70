/** Findings as failed tests, for whatever reads JUnit's XML. */
import { placeName, type PrintedFinding } from '../findings';
import { visible } from '../visible';
import type { ReportInput, ReportFormat } from './report';

export const junitFormat: ReportFormat = { name: 'junit', write: junitReport };

function junitReport({ findings }: ReportInput): string {
  const byFile = new Map<string, PrintedFinding[]>();
  for (const finding of findings) {
    const own = byFile.get(finding.path);
    if (own === undefined) byFile.set(finding.path, [finding]);
    else own.push(finding);
  }
  const suites = [...byFile].map(([path, own]) => {
    const cases = own.map(testcase);
    const name = escapeXml(visible(path));
    return `  <testsuite name="${name}" tests="${own.length}" failures="${own.length}" errors="0">\n${cases.join('')}  </testsuite>\n`;
  });
  // A service that finds no test takes the report for a broken one.
  const all =
    suites.length > 0
      ? suites
      : [
          '  <testsuite name="activation-lens" tests="1" failures="0" errors="0">\n    <testcase name="no findings" classname="activation-lens"/>\n  </testsuite>\n',
        ];
  const tests = Math.max(1, findings.length);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="activation-lens" tests="${tests}" failures="${findings.length}" errors="0">\n${all.join('')}</testsuites>\n`;
}

function testcase({ path, range, rule, severity, message }: PrintedFinding): string {
  const place = placeName(visible(path), range);
  const attributes = `name="${escapeXml(rule)}" classname="${escapeXml(visible(path))}" line="${range.start.line}" column="${range.start.column}"`;
  const text = escapeXml(`${place}: ${visible(message)}`);
  return `    <testcase ${attributes}>\n      <failure type="${severity}" message="${escapeXml(visible(message))}">${text}</failure>\n    </testcase>\n`;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

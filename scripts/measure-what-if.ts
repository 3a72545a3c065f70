/** How long a change takes to show: `npx esbuild scripts/measure-what-if.ts --bundle --platform=node --outfile=out/what-if.cjs && node out/what-if.cjs` */
import { readFileSync } from 'node:fs';
import { createLensService } from '../src/core/service';
import { changesFrom, choicesFor } from '../src/core/what-if/choices';
import { questions, type Answers } from '../src/core/what-if/changes';
import { outcomeOf } from '../src/core/what-if/outcome';

const rounds = 200;
let seed = 1;
const chance = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;

for (const path of ['examples/xavier_relu_mlp.py', 'test/reference/what-if/gpt.py']) {
  const document = createLensService().update(`file:///${path}`, 1, readFileSync(path, 'utf8'));
  const [model] = [...document.models()].sort((one, other) => other.nodes.length - one.nodes.length);
  if (model === undefined) throw new Error(`no model in ${path}`);
  const choices = choicesFor(model);
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // A person turns one knob after the other: three of them are set at a time.
    const answers: Answers = Object.fromEntries(
      Array.from({ length: 3 }, () => {
        const choice = choices[Math.floor(chance() * choices.length)];
        const option = choice?.offered[Math.floor(chance() * choice.offered.length)];
        return [choice?.question ?? questions[0], option?.value];
      }).filter(([, value]) => value !== undefined),
    );
    const before = process.cpuUsage();
    outcomeOf(model, changesFrom(model, answers));
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  times.sort((one, other) => one - other);
  const at = (share: number): string => (times[Math.floor(share * (rounds - 1))] ?? 0).toFixed(1);
  console.log(
    `${path}: ${String(model.nodes.length)} steps, processor ms: median ${at(0.5)}, p95 ${at(0.95)}, most ${at(1)}`,
  );
}

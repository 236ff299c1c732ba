import { fileURLToPath } from 'node:url';
import { buildStep } from './build.mjs';
import { npmPackagesStep } from './npm-packages.mjs';
import { systemPackagesStep } from './system-packages.mjs';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Everything a bare machine lacks, in order; silent about what is there. */
export async function setUp(step, needs) {
  // The system's parts first: they fail in a second, the packages take a minute.
  await systemPackagesStep(ROOT, step, needs);
  await npmPackagesStep(ROOT, step);
  await buildStep(ROOT, step);
}

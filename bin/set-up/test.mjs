import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProgress } from './progress.mjs';
import { ROOT, setUp } from './set-up.mjs';

const CHECKS = ['format', 'lint', 'types', 'imports'];

/** Each check counts as one test. The last line of the output is `N passed, N failed`. */
export async function runTests(specs) {
  await setUp(createProgress(), ['video', 'broker', 'camera', 'browser', 'tracer']);
  const checks = [];
  if (specs.length === 0) {
    for (const check of CHECKS) checks.push(await succeeds('npm', ['run', '--silent', `check:${check}`]));
  }
  const counts = countOutcomes({ checks, report: await runVitest(specs) });
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}

/**
 * Passed and failed over checks and specs. A spec file that could not even be read holds no test, and a run that wrote
 * no report counted nothing: each is one failure.
 */
export function countOutcomes({ checks, report }) {
  const passedChecks = checks.filter((passed) => passed).length;
  const passed = passedChecks + (report?.numPassedTests ?? 0);
  const unreadable = (report?.testResults ?? []).filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  const failedTests = report === null ? 1 : report.numFailedTests + unreadable;
  // An error outside of any test fails the run though every test passed.
  const isUnexplained = report !== null && !report.success && failedTests === 0;
  return { passed, failed: checks.length - passedChecks + failedTests + (isUnexplained ? 1 : 0) };
}

async function runVitest(specs) {
  const folder = await mkdtemp(join(tmpdir(), 'kerbline-test-'));
  const file = join(folder, 'report.json');
  try {
    const exitedWell = await succeeds(join(ROOT, 'node_modules', '.bin', 'vitest'), [
      ...['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
      ...specs,
    ]);
    const report = JSON.parse(await readFile(file, 'utf8'));
    return { ...report, success: report.success && exitedWell };
  } catch {
    return null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function succeeds(command, args) {
  const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit' });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}

import { readFileSync, readdirSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;

/** Processor time a process, and with `withChildren` all it has started, has used so far. */
export function processTimeMs(pid: number, withChildren = false): number {
  const { ticks, endedTicks } = statOf(pid);
  if (!withChildren) return ticks * TICK_MS;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const child = statOf(Number(name));
        return child.parent === pid ? [child.ticks] : [];
      } catch {
        return [];
      }
    });
  return (ticks + endedTicks + children.reduce((sum, each) => sum + each, 0)) * TICK_MS;
}

/** The most memory a process has held at once. */
export function memoryPeakMb(pid: number): number {
  const [, kilobytes = 'NaN'] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kilobytes) * 1_024) / 1_000_000;
}

function statOf(pid: number): { parent: number; ticks: number; endedTicks: number } {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command's name may hold spaces: fields are counted from behind it. See proc(5).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return { parent: field(4), ticks: field(14) + field(15), endedTicks: field(16) + field(17) };
}

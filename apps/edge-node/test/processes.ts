import { readFile, readdir } from 'node:fs/promises';

/** What Linux shows to other users and tools of every process: `pid place` where one of the texts stands. */
export async function processesThatShow(texts: readonly string[]): Promise<string[]> {
  const shown = await Promise.all(
    (await pids()).flatMap((pid) =>
      ['cmdline', 'environ'].map(async (place) => {
        const content = await readFile(`/proc/${pid}/${place}`, 'utf8').catch(() => '');
        return texts.some((text) => content.includes(text)) ? [`${pid} ${place}`] : [];
      }),
    ),
  );
  return shown.flat();
}

/** Pids of a process's own ffmpeg children, zombies included. */
export async function ffmpegChildren(parentPid: number): Promise<number[]> {
  const children = await Promise.all(
    (await pids()).map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const parent = Number(stat.split(') ')[1]?.split(' ')[1]);
      return stat.includes('(ffmpeg)') && parent === parentPid ? [pid] : [];
    }),
  );
  return children.flat();
}

async function pids(): Promise<number[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
}

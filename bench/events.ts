import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ENGINE_NAMES } from '#detection';
import type { Summary } from '../apps/edge-node/src/analysis/summary.js';
import type { VisitLine } from '../apps/edge-node/src/analysis/visit-ledger.js';
import { flag, oneOf, someNames, text, unlessTold, whole } from './support/bench-option.js';
import { benchOptions } from './support/bench-options.js';
import { NOT_HERE } from './support/not-here.js';
import { TROUBLE_NAMES, spoil } from './support/spoil.js';

interface Score {
  readonly perType: Readonly<Record<string, { tp: number; fp: number; fn: number; f1: number | null }>>;
  readonly startErrorMedian: number | null;
  readonly endErrorMedian: number | null;
  readonly mismatches: readonly object[];
}

/** A real clip with its zones, corners as shares of the picture, and the only visits there are. */
interface StreetClip {
  readonly name: string;
  readonly zones: readonly { id: string; kind: string; polygon: readonly (readonly [number, number])[] }[];
  readonly expected: readonly { type: string; zone: string; startS: number; endS: number; toleranceS: number }[];
}

/** The hand-made truth gives stops to about half a second; the box looks five times a second. */
const STREET_CLIPS: readonly StreetClip[] = [
  {
    name: 'no-parking-strip',
    // The polygon that is burned into the picture.
    zones: [
      {
        id: 'strip',
        kind: 'no_stopping',
        polygon: [
          [260 / 640, 232 / 360],
          [319 / 640, 79 / 360],
          [346 / 640, 88 / 360],
          [356 / 640, 238 / 360],
        ],
      },
    ],
    expected: [{ type: 'dwell', zone: 'strip', startS: 5.6, endS: 16.8, toleranceS: 0.8 }],
  },
  {
    name: 'residential-signal',
    zones: [
      {
        id: 'lane_queue',
        kind: 'travel_lane',
        polygon: [
          [0.41, 0.35],
          [0.463, 0.374],
          [0.603, 0.498],
          [1, 0.846],
          [1, 0.681],
          [0.666, 0.46],
          [0.555, 0.36],
          [0.483, 0.325],
          [0.415, 0.325],
        ],
      },
      {
        id: 'lane_oncoming',
        kind: 'travel_lane',
        polygon: [
          [0.333, 0.407],
          [0.36, 0.49],
          [0.48, 1],
          [1, 1],
          [1, 0.96],
          [0.464, 0.5],
          [0.405, 0.368],
        ],
      },
    ],
    expected: [],
  },
];
const STREET_START = '2024-01-01T00:00:00.000Z';

const args = benchOptions({
  name: 'events',
  measures: `
Visits from whole recordings, scored against exact truth: what \`kerbline analyze\` makes of every clip of a folder.

A folder that is not there is passed over.`,
  options: {
    folder: text(
      'NAME.mp4, NAME.camera.json and NAME.truth.json, as tools/street-scene makes them; without it ../shared/curbbench, whose score.mjs scores them all',
      'directory',
    ),
    clips: someNames('some of them, by NAME; without it all', 'names'),
    street: text(
      'real street clips with hand-made truth, whose zones are drawn here; ../shared/street, unless a folder is named',
      'directory',
    ),
    engine: unlessTold(oneOf('auto, onnx, tfjs-node or wasm', 'name', ['auto', ...ENGINE_NAMES]), 'auto'),
    size: whole('the long side that pictures are looked at in', { unit: 'px', default: 768, min: 160, max: 1_920 }),
    sparing: flag('looks as a live box does'),
    keep: text('leaves the visits there', 'directory'),
    spoil: oneOf(
      `makes a trouble in the middle of each clip (${TROUBLE_NAMES.join(', ')}), of which no visit may come and over which none may be lost or split`,
      'trouble',
      TROUBLE_NAMES,
    ),
  },
  examples: [['--folder clips --sparing', 'clips of your own, as a box looks']],
});

const CURBBENCH = join('..', 'shared', 'curbbench');
const STREET = join('..', 'shared', 'street');

const out = args.keep ?? mkdtempSync(join(tmpdir(), 'kerbline-events-'));
mkdirSync(out, { recursive: true });
try {
  const street = args.street ?? (args.folder === undefined ? STREET : null);
  const isScored = [scoreClips(args.folder ?? CURBBENCH), street !== null && scoreStreet(street)];
  if (!isScored.includes(true)) process.exitCode = NOT_HERE;
} finally {
  if (args.keep === undefined) rmSync(out, { recursive: true });
}

/** Runs the real command; the visits are in `NAME.events.ndjson` afterwards. */
function analyze(name: string, files: { readonly camera: string; readonly video: string }): Summary {
  const kerbline = resolve(import.meta.dirname, '..', '..', 'bin', 'kerbline');
  const result = [
    '--out',
    join(out, `${name}.events.ndjson`),
    '--engine',
    args.engine,
    '--size',
    String(args.size),
    '--json',
    ...(args.sparing ? ['--sparing'] : []),
  ];
  const command = [kerbline, 'analyze', '--camera', files.camera, '--video', files.video, ...result];
  return JSON.parse(
    execFileSync('node', command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  ) as Summary;
}

/** Whether there was something to score. */
function scoreClips(folder: string): boolean {
  const there = namesIn(folder);
  const names = args.clips ?? there;
  const scorer = join(CURBBENCH, 'score.mjs');
  if (names.length === 0 || !names.every((name) => there.includes(name)) || !existsSync(scorer)) {
    console.log(`skipped: not here: ${names.join(', ') || 'clips'} in ${folder}, or ${scorer}`);
    return false;
  }
  const score = (scored: readonly string[]) =>
    JSON.parse(execFileSync('node', [scorer, ...scored], { encoding: 'utf8' })) as Score;
  const rows = names.map((name) => {
    const camera = join(folder, `${name}.camera.json`);
    const summary = analyze(name, { camera, video: videoOf(join(folder, `${name}.mp4`), camera) });
    const scored = score([join(folder, `${name}.truth.json`), join(out, `${name}.events.ndjson`)]);
    const faults = summary.faults.map(({ type }) => type).join(', ') || 'none';
    return { ...row(name, scored), faults, 'blind s': summary.blindSeconds, 'x real time': summary.timesRealTime };
  });
  const all = score(['--all', truthsOf(folder, names), '--events', out]);
  console.table([...rows, row('all', all)]);
  for (const mismatch of all.mismatches) console.log(JSON.stringify(mismatch));
  return true;
}

/** The clip itself, or a copy that is spoilt as asked for. */
function videoOf(clip: string, camera: string): string {
  if (args.spoil === undefined) return clip;
  const { fps } = JSON.parse(readFileSync(camera, 'utf8')) as { fps: number };
  const spoilt = join(out, 'spoilt.mp4');
  spoil(args.spoil, { from: clip, to: spoilt, fps });
  return spoilt;
}

/** The scorer takes a folder and scores all of it: the truths of these clips alone. */
function truthsOf(folder: string, names: readonly string[]): string {
  const truths = join(out, 'truths');
  rmSync(truths, { recursive: true, force: true });
  mkdirSync(truths);
  for (const name of names) copyFileSync(join(folder, `${name}.truth.json`), join(truths, `${name}.truth.json`));
  return truths;
}

function namesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).flatMap((file) => (file.endsWith('.truth.json') ? [file.slice(0, -11)] : []));
  return names.filter((name) => existsSync(join(folder, `${name}.camera.json`))).sort();
}

function row(name: string, { perType, startErrorMedian, endErrorMedian }: Score) {
  const perTypeCells = Object.entries(perType).map(([type, { tp, fp, fn, f1 }]) => [
    type,
    `${tp} found, ${fn} missed, ${fp} false, F1 ${f1 ?? '–'}`,
  ]);
  return {
    clip: name,
    ...(Object.fromEntries(perTypeCells) as Record<string, string>),
    'start error s': startErrorMedian,
    'end error s': endErrorMedian,
  };
}

function scoreStreet(folder: string): boolean {
  const rows = STREET_CLIPS.filter(({ name }) => existsSync(join(folder, `${name}.mp4`))).map((clip) => {
    const camera = join(out, `${clip.name}.camera.json`);
    writeFileSync(camera, JSON.stringify({ id: clip.name, startTime: STREET_START, zones: clip.zones }));
    const summary = analyze(clip.name, { camera, video: join(folder, `${clip.name}.mp4`) });
    return { ...streetRow(clip), 'x real time': summary.timesRealTime };
  });
  if (rows.length === 0) console.log(`skipped: not here: ${folder}`);
  else console.table(rows);
  return rows.length > 0;
}

function streetRow({ name, expected }: StreetClip) {
  const visits = readFileSync(join(out, `${name}.events.ndjson`), 'utf8')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as VisitLine]));
  const secondsOf = (time: string | null) =>
    time === null ? Infinity : (Date.parse(time) - Date.parse(STREET_START)) / 1_000;
  const told = visits.map(({ type, zone, start, end }) => ({
    type,
    zone,
    startS: secondsOf(start),
    endS: secondsOf(end),
  }));
  const found = expected.filter(({ type, zone, startS, endS, toleranceS }) =>
    told.some(
      (visit) =>
        visit.type === type &&
        visit.zone === zone &&
        Math.abs(visit.startS - startS) <= toleranceS &&
        Math.abs(visit.endS - endS) <= toleranceS,
    ),
  );
  return {
    clip: name,
    found: `${found.length} of ${expected.length}`,
    false: told.length - found.length,
    expected: expected.map(({ startS, endS }) => `${startS} to ${endS} s`).join(', ') || 'none',
    told: told.map(({ type, zone, startS, endS }) => `${type} ${zone} ${startS} to ${endS} s`).join(', ') || 'none',
  };
}

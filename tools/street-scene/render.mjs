import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { chromium } from 'playwright-core';
import { startFrameServer } from './frame-server.mjs';
import { SCENARIOS, planScenario } from './scenarios/index.mjs';
import { WEATHERS } from './scene/weather.mjs';
import { describeTruth } from './truth/describe.mjs';

/** Software WebGL: the same picture on every machine, with or without a graphics card. */
const BROWSER_FLAGS = [
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];
/** Key frames are large: every fourth second keeps the file small and lets a client that joins the stream wait little. */
const KEY_FRAME_SECONDS = 4;
/** A loaded two-core machine takes minutes for what a desktop does in seconds. */
const START_MS_MAX = 600_000;

const options = new Command('render')
  .description('Renders a street scene as a camera would see it, with exact ground truth.')
  .addOption(new Option('--scenario <name>', 'which scene').choices(Object.keys(SCENARIOS)).default('demo'))
  .option('--out <folder>', 'where the clip and its files go', 'infra/demo')
  .option('--frame <n>', 'render this frame only, see --png', Number)
  .option('--png <file>', 'where a single frame goes', 'frame.png')
  .option('--crf <n>', 'x264 quality, lower is better and larger', Number, 29)
  .option('--truth-only', 'write camera, truth and boxes, no video')
  .option('--browser <file>', 'the Chromium to use', '/usr/bin/chromium')
  .parse()
  .opts();

const scenario = planScenario(SCENARIOS[options.scenario]);
const frameCount = Math.round(scenario.durationSeconds * scenario.fps);

if (options.frame !== undefined) await renderStill(options.frame, resolve(options.png));
else await renderClip(resolve(options.out));

async function renderStill(frame, file) {
  const encoder = startFfmpeg(['-frames:v', '1', file]);
  await withPage(encoder.write, (page) => page.evaluate((n) => window.streetScene.render(n), frame));
  await encoder.finish();
}

async function renderClip(folder) {
  await mkdir(folder, { recursive: true });
  const encoder = options.truthOnly ? null : startFfmpeg(clipArguments(join(folder, `${scenario.name}.mp4`)));
  await withPage(encoder?.write, async (page) => {
    const outlines = await page.evaluate(() => window.streetScene.outlines);
    const { camera, truth, mot } = describeTruth(scenario, outlines);
    await writeFile(join(folder, `${scenario.name}.camera.json`), toJson(camera));
    await writeFile(join(folder, `${scenario.name}.truth.json`), toJson(truth));
    await writeFile(join(folder, `${scenario.name}.mot.txt`), mot);
    if (options.truthOnly) return;
    const startedAt = performance.now();
    for (let frame = 0; frame < frameCount; frame += 1) {
      await page.evaluate((n) => window.streetScene.render(n), frame);
      showProgress(frame + 1, startedAt);
    }
    process.stderr.write('\n');
  });
  await encoder?.finish();
}

async function withPage(onFrame, use) {
  const server = await startFrameServer(onFrame);
  const browser = await chromium.launch({ executablePath: options.browser, args: BROWSER_FLAGS });
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => process.stderr.write(`page: ${error.stack}\n`));
    page.on('console', (message) => {
      if (message.type() === 'error') process.stderr.write(`page: ${message.text()}\n`);
    });
    await page.goto(`${server.url}/page.html?scenario=${options.scenario}`, { waitUntil: 'commit' });
    await page.waitForFunction(() => window.streetScene !== undefined, null, { timeout: START_MS_MAX });
    await use(page);
  } finally {
    await browser.close();
    await server.close();
  }
}

function startFfmpeg(output) {
  const [width, height] = scenario.pole.size;
  const input = [
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgba',
    '-s',
    `${width}x${height}`,
    '-r',
    String(scenario.fps),
    '-i',
    '-',
  ];
  const ffmpeg = spawn('ffmpeg', ['-loglevel', 'error', '-y', ...input, '-vf', pictureFilter(), ...output], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const closed = once(ffmpeg, 'close');
  return {
    async write(bytes) {
      if (!ffmpeg.stdin.write(bytes)) await once(ffmpeg.stdin, 'drain');
    },
    async finish() {
      ffmpeg.stdin.end();
      const [code] = await closed;
      if (code !== 0) throw new Error(`ffmpeg left with exit code ${code}`);
    },
  };
}

/** WebGL reads its rows from the bottom up; the sensor's noise is the same at every rendering. */
function pictureFilter() {
  const { noise } = WEATHERS[scenario.weather];
  return noise === 0 ? 'vflip' : `vflip,noise=alls=${noise}:allf=t:all_seed=${scenario.seed}`;
}

function clipArguments(file) {
  const keyFrames = String(KEY_FRAME_SECONDS * scenario.fps);
  const quality = ['-preset', 'slow', '-crf', String(options.crf), '-profile:v', 'high'];
  return ['-c:v', 'libx264', ...quality, '-g', keyFrames, '-pix_fmt', 'yuv420p', '-movflags', '+faststart', file];
}

/** Short arrays of numbers stay on one line, so that polygons can be read. */
function toJson(value) {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(/\[\s+(-?[\d.]+),\s+(-?[\d.]+)\s+\]/g, '[$1, $2]')}\n`;
}

function showProgress(done, startedAt) {
  const cells = Math.round((done / frameCount) * 30);
  const perFrameMs = (performance.now() - startedAt) / done;
  const leftSeconds = Math.round(((frameCount - done) * perFrameMs) / 1000);
  const bar = '█'.repeat(cells) + '░'.repeat(30 - cells);
  process.stderr.write(`\r${bar} ${done}/${frameCount}  ${perFrameMs.toFixed(0)} ms a frame, ${leftSeconds} s left `);
}

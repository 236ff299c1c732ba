import type { VisitType } from '#curb';
import { DetectorError } from '#detection';
import type { Detector } from '#detection';
import { openDetector } from '#detection/engines';
import { CameraPipeline } from '../pipeline/camera-pipeline.js';
import { AnalysisError, EXIT } from './analysis-error.js';
import { readRequest } from './analysis-request.js';
import type { AnalysisRequest, AnalyzeArguments } from './analysis-request.js';
import { PartFile } from './part-file.js';
import { clock, Progress } from './progress.js';
import { RecordingAnalysis } from './recording-analysis.js';
import type { RecordingResult } from './recording-analysis.js';
import { readRecordingCamera } from './recording-camera.js';
import type { RecordingCamera } from './recording-camera.js';
import { probeRecording } from './recording-facts.js';
import type { RecordingFacts } from './recording-facts.js';
import { RecordingReader } from './recording-reader.js';
import { summaryFault, summaryTable } from './summary.js';
import type { Summary } from './summary.js';
import { trackRows } from './track-rows.js';

/** All that is known before the first picture is decoded. */
interface Job {
  readonly request: AnalysisRequest;
  readonly camera: RecordingCamera;
  readonly facts: RecordingFacts;
  readonly startMs: number;
  /** Only where the recording holds no times. */
  readonly nominalFps: number | null;
  readonly stopped: AbortSignal;
}

interface ResultFiles {
  readonly visits: PartFile;
  readonly tracks: PartFile | null;
}

/**
 * Analyses a recorded video as a box would have, as fast as the machine allows, and prints a summary. The result files
 * are whole or not there. Throws `AnalysisError` with a sentence for the person who asked.
 */
export async function analyzeRecording(args: AnalyzeArguments): Promise<void> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    const summary = await analyse(await prepare(readRequest(args), stopping.signal));
    process.stdout.write(args.json === true ? `${JSON.stringify(summary, null, 2)}\n` : summaryTable(summary));
  } catch (error) {
    throw error instanceof DetectorError ? new AnalysisError(error.message) : error;
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

async function prepare(request: AnalysisRequest, stopped: AbortSignal): Promise<Job> {
  const { cameraPath, videoPath, detector } = request;
  const camera = readRecordingCamera(cameraPath, videoPath, detector);
  const startMs = request.startMs ?? camera.startTimeMs;
  if (startMs === null) {
    throw new AnalysisError(
      `nobody says when the recording began: give --start with an ISO time, or "startTime" in ${cameraPath}`,
      EXIT.usage,
    );
  }
  const facts = await probeRecording(videoPath);
  if (!facts.hasTimes && camera.fps === null) {
    throw new AnalysisError(
      `${videoPath} is a raw stream whose pictures hold no times: give its pictures a second as "fps" in ${cameraPath}, ` +
        'or record into a container such as MP4, Matroska or MPEG-TS',
    );
  }
  return { request, camera, facts, startMs, nominalFps: facts.hasTimes ? null : camera.fps, stopped };
}

async function analyse(job: Job): Promise<Summary> {
  const { request, camera } = job;
  const files = openFiles(request);
  let detector: Detector | null = null;
  try {
    const { modelPath, ...options } = request.detector;
    detector = await openDetector({ ...options, ...(modelPath === null ? {} : { model: modelPath }) });
    const begunMs = performance.now();
    const pipeline = new CameraPipeline(detector, camera, { isSparing: request.isSparing });
    const { result, reader } = await look(job, pipeline, files.tracks);
    for (const visit of result.visits) files.visits.write(`${JSON.stringify(visit)}\n`);
    files.tracks?.keep();
    files.visits.keep();
    return summarise(job, { result, reader, engine: detector.engine, analysisMs: performance.now() - begunMs });
  } finally {
    files.visits.discard();
    files.tracks?.discard();
    await detector?.dispose();
  }
}

function openFiles({ outPath, tracksPath }: AnalysisRequest): ResultFiles {
  const visits = new PartFile(outPath);
  try {
    return { visits, tracks: tracksPath === null ? null : new PartFile(tracksPath) };
  } catch (error) {
    visits.discard();
    throw error;
  }
}

async function look(job: Job, pipeline: CameraPipeline, tracks: PartFile | null) {
  const { request, camera, facts, startMs, nominalFps, stopped } = job;
  const { firstPictureMs, durationMs } = facts;
  const analysis = new RecordingAnalysis(pipeline, { startMs, firstPictureMs, silenceMs: camera.silenceMs });
  const progress = new Progress(process.stderr, durationMs, () => performance.now());
  const { sampleFps } = camera;
  const { longSidePx } = request.detector;
  const reader = new RecordingReader({ path: request.videoPath, nominalFps, sampleFps, longSidePx });
  try {
    for await (const frame of reader.frames()) {
      refuseStopped(stopped, frame.decoded.ptsMs);
      const vehicles = await analysis.take(frame);
      tracks?.write(trackRows(frame.decoded, vehicles));
      if (frame.decoded.ptsMs !== null) progress.at(frame.decoded.ptsMs - firstPictureMs);
    }
    refuseStopped(stopped, reader.decoded.lastMs);
  } finally {
    reader.stop();
    progress.end();
  }
  const { lastMs, stepMs } = reader.decoded;
  const lastAtMs = lastMs === null ? startMs : analysis.atMs(lastMs + stepMs);
  const result = analysis.finish({ lastMs: lastAtMs, dueMs: startMs + (durationMs ?? 0) });
  if (result.looks === 0) throw new AnalysisError(reader.problem ?? `${request.videoPath} holds no usable picture`);
  return { result, reader };
}

function refuseStopped(stopped: AbortSignal, ptsMs: number | null): void {
  if (!stopped.aborted) return;
  const place = ptsMs === null ? '' : ` after ${clock(ptsMs)} of the recording`;
  throw new AnalysisError(`stopped${place}: nothing was written`, EXIT.interrupted);
}

interface Analysed {
  readonly result: RecordingResult;
  readonly reader: RecordingReader;
  readonly engine: Detector['engine'];
  readonly analysisMs: number;
}

function summarise(job: Job, { result, reader, engine, analysisMs }: Analysed): Summary {
  const { request, camera, startMs } = job;
  const durationMs = result.endMs - startMs;
  const count = (type: VisitType) => result.visits.filter((visit) => visit.type === type).length;
  return {
    camera: camera.name,
    video: request.videoPath,
    out: request.outPath,
    engine,
    start: new Date(startMs).toISOString(),
    end: new Date(result.endMs).toISOString(),
    durationSeconds: durationMs / 1_000,
    frames: { decoded: reader.decoded.pictures, analysed: result.looks, untimed: result.untimed },
    pixelShare: Number(result.pixelShare.toFixed(4)),
    visits: { dwell: count('dwell'), double_parking: count('double_parking') },
    faults: result.faults.map(summaryFault),
    blindSeconds: result.blindMs / 1_000,
    warnings: warningsOf(job, reader),
    analysisSeconds: Math.round(analysisMs) / 1_000,
    timesRealTime: Math.round((durationMs / analysisMs) * 100) / 100,
  };
}

/** What a careful reader of the result should know, a sentence each. */
function warningsOf({ request, nominalFps }: Job, reader: RecordingReader): readonly string[] {
  const warnings: string[] = [];
  if (nominalFps !== null) {
    warnings.push(
      `${request.videoPath} holds no times: taken as ${nominalFps} pictures a second, as the camera file says`,
    );
  }
  const { restarts } = reader.decoded;
  if (restarts > 0) {
    warnings.push(
      `its times began anew ${restarts === 1 ? 'once' : `${restarts} times`}, as in recordings that were joined: ` +
        'what follows is taken to go on without a gap',
    );
  }
  if (reader.problem !== null) warnings.push(reader.problem);
  return warnings;
}

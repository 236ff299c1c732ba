import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DetectorError } from '../detector.js';
import { parseGraphModel, weightPaths, type GraphModel } from './graph-model.js';

/** The weights that come with the `@vladmandic/human` package (MIT): CenterNet on MobileNetV3, 80 COCO classes. */
export function bundledModelPath(): string {
  const entry = createRequire(import.meta.url).resolve('@vladmandic/human');
  return join(dirname(entry), '..', 'models', 'centernet.json');
}

/** Reads a TF.js graph model, JSON and weight files, from disk. */
export async function readGraphModel(path: string): Promise<GraphModel> {
  const modelJson = parseJson(await readModelFile(path), path);
  const shards = await Promise.all(weightPaths(modelJson).map((shard) => readModelFile(join(dirname(path), shard))));
  return parseGraphModel(modelJson, Buffer.concat(shards), path);
}

async function readModelFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new DetectorError(`The model file ${path} cannot be read; check the path, or run npm ci again.`, { cause });
  }
}

function parseJson(content: Buffer, path: string): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch (cause) {
    throw new DetectorError(`The model file ${path} is not JSON; a TF.js graph model is a .json with .bin files.`, {
      cause,
    });
  }
}

import { InferenceSession, Tensor } from 'onnxruntime-node';
import { DetectorError, type EngineName } from '../detector.js';
import type { SizePx } from '../network/input-plan.js';
import type { Network } from '../network/network-detector.js';

/** The numbers of each output, by its name. */
export type OnnxOutputs = Readonly<Record<string, Float32Array>>;

/** The name and the sides of an input or output; a free side is a string. */
export interface OnnxTensorShape {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export interface OnnxSource {
  /** A file's path, or a compiled model's bytes. */
  readonly model: string | Uint8Array;
  /** Names the model in messages. */
  readonly label: string;
  readonly threads: number;
}

/** One ONNX model on onnxruntime's CPU engine. */
export class OnnxNetwork implements Network<OnnxOutputs> {
  readonly engine: EngineName = 'onnx';

  private constructor(
    private readonly session: InferenceSession,
    readonly input: OnnxTensorShape,
    readonly outputs: readonly OnnxTensorShape[],
    readonly label: string,
  ) {}

  static async load({ model, label, threads }: OnnxSource): Promise<OnnxNetwork> {
    // The level keeps onnxruntime's remarks about other people's models off the terminal; errors still throw.
    const options = { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 } as const;
    let session: InferenceSession;
    try {
      session = await (typeof model === 'string'
        ? InferenceSession.create(model, options)
        : InferenceSession.create(model, options));
    } catch (cause) {
      throw new DetectorError(`${label} cannot be loaded as an ONNX model; check that the file is whole.`, { cause });
    }
    const [input, ...otherInputs] = session.inputMetadata.map(floatTensorOf);
    if (!input || otherInputs.length > 0) {
      await session.release();
      throw new DetectorError(
        `${label} has ${session.inputNames.length} inputs (${session.inputNames.join(', ')}); a detector has one, a ` +
          'float32 picture. Export it without post-processing.',
      );
    }
    return new OnnxNetwork(session, input, session.outputMetadata.map(tensorShapeOf), label);
  }

  async run(input: Float32Array, size: SizePx): Promise<OnnxOutputs> {
    const picture = new Tensor('float32', input, [1, 3, size.heightPx, size.widthPx]);
    try {
      const answers = await this.session.run({ [this.input.name]: picture });
      return Object.fromEntries(Object.entries(answers).map(([name, { data }]) => [name, data as Float32Array]));
    } catch (cause) {
      throw new DetectorError(`${this.label} failed on a ${size.widthPx}x${size.heightPx} input.`, { cause });
    }
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }
}

function floatTensorOf(value: InferenceSession.ValueMetadata): OnnxTensorShape | undefined {
  return value.isTensor && value.type === 'float32' ? { name: value.name, shape: value.shape } : undefined;
}

function tensorShapeOf(value: InferenceSession.ValueMetadata): OnnxTensorShape {
  return { name: value.name, shape: value.isTensor ? value.shape : [] };
}

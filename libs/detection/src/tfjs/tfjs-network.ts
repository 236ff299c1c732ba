import type * as tfjsCore from '@tensorflow/tfjs-core';
import type * as tfjsConverter from '@tensorflow/tfjs-converter';
import { DetectorError } from '../detector.js';
import { CENTERNET_TENSORS, type VehicleGraph } from '../graph-model/vehicle-graph.js';
import type { CenternetOutputs } from '../network/centernet.js';
import type { SizePx } from '../network/input-plan.js';
import type { Network } from '../network/network-detector.js';
import type { TfjsRuntime } from './runtimes.js';
import { makeResizable, sizeFed, type ResizableModel } from './resizable-model.js';

/** A CenterNet on one TensorFlow.js runtime. */
export class TfjsNetwork implements Network<CenternetOutputs> {
  private constructor(
    private readonly runtime: TfjsRuntime,
    private readonly model: tfjsConverter.GraphModel,
    private readonly sizeInputs: ResizableModel['sizeInputs'],
  ) {}

  get engine(): TfjsRuntime['engine'] {
    return this.runtime.engine;
  }

  static async load(runtime: TfjsRuntime, { graph }: VehicleGraph): Promise<TfjsNetwork> {
    const { artifacts, sizeInputs } = makeResizable(graph);
    try {
      await activate(runtime);
      const model = await runtime.tf.loadGraphModel({ load: () => Promise.resolve(artifacts) });
      return new TfjsNetwork(runtime, model, sizeInputs);
    } catch (cause) {
      throw new DetectorError(`The ${runtime.engine} engine cannot load the network.`, { cause });
    }
  }

  async run(input: Float32Array, size: SizePx): Promise<CenternetOutputs> {
    const { tf } = this.runtime;
    const { images, heat, reach } = CENTERNET_TENSORS;
    await activate(this.runtime);
    const fed: tfjsCore.NamedTensorMap = { [images]: tf.tensor(input, [1, size.heightPx, size.widthPx, 3]) };
    for (const each of this.sizeInputs) fed[each.name] = tf.tensor1d(sizeFed(each, size), 'int32');
    let answers: tfjsCore.Tensor[] = [];
    try {
      answers = this.model.execute(fed, [heat, reach]) as tfjsCore.Tensor[];
      const [heatValues, reachValues] = await Promise.all(answers.map((answer) => answer.data()));
      return { layout: 'nhwc', heat: heatValues as Float32Array, reach: reachValues as Float32Array };
    } catch (cause) {
      throw new DetectorError(`The ${this.engine} engine failed on a ${size.widthPx}x${size.heightPx} input.`, {
        cause,
      });
    } finally {
      tf.dispose(fed);
      tf.dispose(answers);
    }
  }

  dispose(): Promise<void> {
    this.model.dispose();
    return Promise.resolve();
  }
}

/** Makes the runtime's backend the current one; it stays so until the caller next awaits. */
async function activate({ tf, backend }: TfjsRuntime): Promise<void> {
  while (tf.getBackend() !== backend) {
    if (!(await tf.setBackend(backend))) throw new DetectorError(`The backend ${backend} cannot be started.`);
  }
}

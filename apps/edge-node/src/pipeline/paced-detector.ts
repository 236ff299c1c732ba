import { Detector } from '#detection';
import type { Detection, EngineName, GridPart, Picture, PictureGrid } from '#detection';
import type { AnalysisPace } from './analysis-pace.js';

/** Tells a thread's pace how long its looks take. */
export class PacedDetector extends Detector {
  constructor(
    private readonly detector: Detector,
    private readonly pace: AnalysisPace,
  ) {
    super();
  }

  override get engine(): EngineName {
    return this.detector.engine;
  }

  override gridOf(picture: Pick<Picture, 'widthPx' | 'heightPx'>): PictureGrid | null {
    return this.detector.gridOf(picture);
  }

  override async detect(picture: Picture, part?: GridPart): Promise<readonly Detection[]> {
    this.pace.began(performance.now());
    try {
      return await this.detector.detect(picture, part);
    } finally {
      this.pace.ended(performance.now());
    }
  }

  override dispose(): Promise<void> {
    return this.detector.dispose();
  }
}

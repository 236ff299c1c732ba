/** A point of the picture as a share of its width and height: x right, y down, both 0..1 inside the picture. */
export interface ImagePoint {
  readonly x: number;
  readonly y: number;
}

/** A point on the road plane in metres, in the axes of the camera's calibration. */
export interface GroundPoint {
  readonly xM: number;
  readonly yM: number;
}

/** Where a vehicle stands: always in the picture, on the ground too where the camera is calibrated. */
export interface Place {
  readonly image: ImagePoint;
  readonly ground: GroundPoint | null;
}

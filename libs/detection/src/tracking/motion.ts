/**
 * A constant-velocity Kalman filter for one coordinate of a box: state [position, velocity], time in seconds.
 * The four coordinates of a box are filtered apart (Bewley et al., SORT, 2016, without its cross terms), which keeps a
 * step at a few multiplications.
 */
export class CoordinateFilter {
  #position: number;
  #velocity = 0;
  /** Covariance of [position, velocity]: variance, cross term, variance. */
  #pp: number;
  #pv = 0;
  #vv: number;

  constructor(position: number, positionSd: number, velocitySd: number) {
    this.#position = position;
    this.#pp = positionSd ** 2;
    this.#vv = velocitySd ** 2;
  }

  get position(): number {
    return this.#position;
  }

  get velocityPerS(): number {
    return this.#velocity;
  }

  /** Leaves `share` of the velocity, 0..1. */
  brake(share: number): void {
    this.#velocity *= share;
  }

  /** Moves the state `dtS` seconds ahead; `accelerationSd` is how much the velocity may wander in one second. */
  predict(dtS: number, accelerationSd: number): void {
    this.#position += this.#velocity * dtS;
    const q = accelerationSd * accelerationSd;
    this.#pp += dtS * (2 * this.#pv + dtS * this.#vv) + (q * dtS * dtS * dtS) / 3;
    this.#pv += dtS * this.#vv + (q * dtS * dtS) / 2;
    this.#vv += q * dtS;
  }

  correct(measured: number, measurementSd: number): void {
    const innovation = measured - this.#position;
    const gain = 1 / (this.#pp + measurementSd * measurementSd);
    const gainPosition = this.#pp * gain;
    const gainVelocity = this.#pv * gain;
    this.#position += gainPosition * innovation;
    this.#velocity += gainVelocity * innovation;
    this.#vv -= gainVelocity * this.#pv;
    this.#pv *= 1 - gainPosition;
    this.#pp *= 1 - gainPosition;
  }
}

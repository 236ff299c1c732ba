import { lengthened } from './box-columns.js';

const CAPACITY_AT_FIRST = 256;
/** Dearer than any real pair, so that a pair that was never offered is never made. */
const COST_IMPOSSIBLE = 1e6;

/**
 * The pairs of rows and columns with the greatest total value, each row and column in one pair at most. Only offered
 * pairs are made; values are above 0. Offers fall apart into small groups that share no row or column, and each group is
 * solved by itself by shortest augmenting paths (Jonker and Volgenant, 1987).
 */
export class Assignment {
  /** The column each row was joined with, or -1; valid after `solve`. */
  columnOfRow = new Int32Array(CAPACITY_AT_FIRST);
  #offers = 0;
  #row = new Int32Array(CAPACITY_AT_FIRST);
  #column = new Int32Array(CAPACITY_AT_FIRST);
  #value = new Float64Array(CAPACITY_AT_FIRST);
  /** Groups are chains of offers: `#firstOf[root]`, then `#nextOf[offer]`; -1 ends a chain. */
  #nextOf = new Int32Array(CAPACITY_AT_FIRST);
  #firstOf = new Int32Array(CAPACITY_AT_FIRST);
  /** Union-find over rows, then columns. */
  #parent = new Int32Array(CAPACITY_AT_FIRST);
  /** Where a row or column stands in the group being solved, or -1. */
  #placeOf = new Int32Array(CAPACITY_AT_FIRST);
  readonly #group = new Group();

  clear(): void {
    this.#offers = 0;
  }

  get isEmpty(): boolean {
    return this.#offers === 0;
  }

  offer(row: number, column: number, value: number): void {
    if (this.#offers === this.#row.length) this.#growOffers();
    const index = this.#offers++;
    this.#row[index] = row;
    this.#column[index] = column;
    this.#value[index] = value;
  }

  solve(rows: number, columns: number): void {
    this.#makeRoom(rows + columns);
    this.columnOfRow.fill(-1, 0, rows);
    this.#chainGroups(rows, columns);
    for (let root = 0; root < rows + columns; root++) {
      const first = this.#firstOf[root] ?? -1;
      if (first < 0) continue;
      if ((this.#nextOf[first] ?? -1) < 0) this.columnOfRow[this.#row[first] ?? 0] = this.#column[first] ?? -1;
      else this.#solveGroup(first, rows);
    }
  }

  #chainGroups(rows: number, columns: number): void {
    for (let index = 0; index < rows + columns; index++) {
      this.#parent[index] = index;
      this.#firstOf[index] = -1;
      this.#placeOf[index] = -1;
    }
    for (let index = 0; index < this.#offers; index++) {
      const a = this.#rootOf(this.#row[index] ?? 0);
      const b = this.#rootOf(rows + (this.#column[index] ?? 0));
      if (a !== b) this.#parent[a] = b;
    }
    // From the last to the first, so that a chain is read in the order of the offers.
    for (let index = this.#offers - 1; index >= 0; index--) {
      const root = this.#rootOf(this.#row[index] ?? 0);
      this.#nextOf[index] = this.#firstOf[root] ?? -1;
      this.#firstOf[root] = index;
    }
  }

  #rootOf(index: number): number {
    let at = index;
    for (let up = this.#parent[at] ?? at; up !== at; up = this.#parent[at] ?? at) {
      const above = this.#parent[up] ?? up;
      this.#parent[at] = above;
      at = above;
    }
    return at;
  }

  #solveGroup(first: number, rows: number): void {
    const group = this.#group;
    group.clear();
    for (let index = first; index >= 0; index = this.#nextOf[index] ?? -1) {
      const row = this.#row[index] ?? 0;
      const column = this.#column[index] ?? 0;
      if ((this.#placeOf[row] ?? -1) < 0) this.#placeOf[row] = group.addRow(row);
      if ((this.#placeOf[rows + column] ?? -1) < 0) this.#placeOf[rows + column] = group.addColumn(column);
    }
    group.openCosts();
    for (let index = first; index >= 0; index = this.#nextOf[index] ?? -1) {
      const row = this.#placeOf[this.#row[index] ?? 0] ?? 0;
      group.setCost(row, this.#placeOf[rows + (this.#column[index] ?? 0)] ?? 0, -(this.#value[index] ?? 0));
    }
    group.solve(this.columnOfRow);
  }

  #makeRoom(count: number): void {
    if (this.#parent.length >= count) return;
    this.columnOfRow = new Int32Array(2 * count);
    this.#firstOf = new Int32Array(2 * count);
    this.#parent = new Int32Array(2 * count);
    this.#placeOf = new Int32Array(2 * count);
  }

  #growOffers(): void {
    const [row, column] = [this.#row, this.#column];
    this.#row = new Int32Array(2 * row.length);
    this.#row.set(row);
    this.#column = new Int32Array(2 * column.length);
    this.#column.set(column);
    this.#value = lengthened(this.#value);
    this.#nextOf = new Int32Array(2 * row.length);
  }
}

/** A small dense assignment. Every row also has a column of its own that costs nothing: it may stay alone. */
class Group {
  readonly #rows: number[] = [];
  readonly #columns: number[] = [];
  #width = 0;
  #costs = new Float64Array(0);
  #rowPrice = new Float64Array(0);
  #columnPrice = new Float64Array(0);
  #slack = new Float64Array(0);
  /** For each column the row it is joined with; rows and columns count from 1 here, 0 is none. */
  #rowOf = new Int32Array(0);
  #cameFrom = new Int32Array(0);
  #isDone = new Uint8Array(0);

  clear(): void {
    this.#rows.length = 0;
    this.#columns.length = 0;
  }

  addRow(row: number): number {
    return this.#rows.push(row) - 1;
  }

  addColumn(column: number): number {
    return this.#columns.push(column) - 1;
  }

  /** Every pair is impossible until its cost is set. */
  openCosts(): void {
    const height = this.#rows.length;
    const width = this.#columns.length + height;
    this.#width = width;
    if (this.#costs.length < height * width) this.#costs = new Float64Array(2 * height * width);
    if (this.#rowOf.length <= width) {
      this.#rowPrice = new Float64Array(2 * width + 2);
      this.#columnPrice = new Float64Array(2 * width + 2);
      this.#slack = new Float64Array(2 * width + 2);
      this.#rowOf = new Int32Array(2 * width + 2);
      this.#cameFrom = new Int32Array(2 * width + 2);
      this.#isDone = new Uint8Array(2 * width + 2);
    }
    for (let row = 0; row < height; row++) {
      this.#costs.fill(COST_IMPOSSIBLE, row * width, row * width + this.#columns.length);
      this.#costs.fill(0, row * width + this.#columns.length, (row + 1) * width);
    }
    this.#rowPrice.fill(0, 0, width + 1);
    this.#columnPrice.fill(0, 0, width + 1);
    this.#rowOf.fill(0, 0, width + 1);
  }

  setCost(row: number, column: number, cost: number): void {
    this.#costs[row * this.#width + column] = cost;
  }

  solve(columnOfRow: Int32Array): void {
    for (let row = 1; row <= this.#rows.length; row++) this.#augment(row);
    for (let column = 1; column <= this.#columns.length; column++) {
      const row = this.#rowOf[column] ?? 0;
      if (row > 0) columnOfRow[this.#rows[row - 1] ?? 0] = this.#columns[column - 1] ?? -1;
    }
  }

  /** Finds the cheapest way to give `row` a column, moving other rows on where that is cheaper in all. */
  #augment(row: number): void {
    const rowOf = this.#rowOf;
    this.#slack.fill(Infinity, 0, this.#width + 1);
    this.#isDone.fill(0, 0, this.#width + 1);
    rowOf[0] = row;
    let column = 0;
    do column = this.#advance(column);
    while (rowOf[column] !== 0);
    while (column !== 0) {
      const before = this.#cameFrom[column] ?? 0;
      rowOf[column] = rowOf[before] ?? 0;
      column = before;
    }
  }

  /** One step of Dijkstra's search from `column`'s row; answers the nearest column not yet reached. */
  #advance(column: number): number {
    const isDone = this.#isDone;
    const slack = this.#slack;
    isDone[column] = 1;
    const row = this.#rowOf[column] ?? 0;
    const rowPrice = this.#rowPrice[row] ?? 0;
    const costsAt = (row - 1) * this.#width - 1;
    let nearest = 0;
    let step = Infinity;
    for (let other = 1; other <= this.#width; other++) {
      if (isDone[other] === 1) continue;
      const reduced = (this.#costs[costsAt + other] ?? 0) - rowPrice - (this.#columnPrice[other] ?? 0);
      if (reduced < (slack[other] ?? 0)) {
        slack[other] = reduced;
        this.#cameFrom[other] = column;
      }
      if ((slack[other] ?? 0) < step) {
        step = slack[other] ?? 0;
        nearest = other;
      }
    }
    for (let other = 0; other <= this.#width; other++) {
      if (isDone[other] === 1) {
        const owner = this.#rowOf[other] ?? 0;
        this.#rowPrice[owner] = (this.#rowPrice[owner] ?? 0) + step;
        this.#columnPrice[other] = (this.#columnPrice[other] ?? 0) - step;
      } else slack[other] = (slack[other] ?? 0) - step;
    }
    return nearest;
  }
}

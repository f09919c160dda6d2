import { describe, it } from 'node:test';
import { chiSquareSurvival } from '../../../domain/statistics/chi-square.ts';
import { logBeta, logGamma } from '../../../domain/statistics/log-gamma.ts';
import { normalQuantile, normalSurvival } from '../../../domain/statistics/normal.ts';
import { closeTo, integral } from './close-to.ts';

describe('the logarithm of gamma', () => {
  it('is that of the factorial at whole numbers', () => {
    let factorial = 0;
    for (let n = 1; n <= 150; n++) {
      closeTo(logGamma(n), factorial, 1e-13);
      factorial += Math.log(n);
    }
  });

  it('is half the logarithm of pi at a half', () => closeTo(logGamma(0.5), Math.log(Math.PI) / 2, 1e-14));

  it('follows its duplication formula far out', () => {
    for (const x of [0.3, 4.7, 1e3, 1e6]) {
      const doubled = logGamma(x) + logGamma(x + 0.5) + (2 * x - 1) * Math.LN2 - Math.log(Math.PI) / 2;
      closeTo(doubled, logGamma(2 * x), 1e-13);
    }
  });

  it('gives the beta function', () => closeTo(Math.exp(logBeta(3, 4)), 1 / 60, 1e-13));
});

describe('the normal distribution', () => {
  // Abramowitz & Stegun, tables 26.1 and 26.2
  for (const [z, p] of [
    [0, 0.5],
    [1, 0.158655253931457],
    [3, 0.001349898031630095],
    [6, 9.865876450376946e-10],
    [-2, 0.977249868051821],
  ] as const) {
    it(`leaves ${p} above ${z}`, () => closeTo(normalSurvival(z), p, 1e-12));
  }

  it('is the integral of its density', () => {
    for (const z of [-3, -0.4, 0.1, 0.7, 1.3, 2.5])
      closeTo(
        normalSurvival(z),
        integral((x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI), z, 12),
        1e-10,
      );
  });

  it('has quantiles that invert it', () => {
    closeTo(normalQuantile(0.975), 1.959963984540054, 1e-13);
    for (const p of [1e-12, 1e-5, 0.2, 0.5, 0.8, 0.9999])
      closeTo(1 - normalSurvival(normalQuantile(p)), p, p < 1e-3 ? 1e-3 : 1e-13);
    for (const p of [1e-300, 1e-12, 0.1]) closeTo(normalSurvival(-normalQuantile(p)), p, 1e-10);
  });
});

describe('the chi-square distribution', () => {
  it('is exponential with two degrees of freedom', () => {
    for (const x of [0, 0.5, 3, 40, 700]) closeTo(chiSquareSurvival(x, 2), Math.exp(-x / 2), 1e-12);
  });

  it('is the integral of its density with nine', () => {
    const density = (x: number) => Math.exp(3.5 * Math.log(x) - x / 2 - 4.5 * Math.LN2 - logGamma(4.5));
    for (const x of [1, 5, 9, 16.919, 30]) closeTo(chiSquareSurvival(x, 9), integral(density, x, 200), 1e-9);
  });

  it('ends for an argument of NaN', () => {
    chiSquareSurvival(Number.NaN, 1);
    closeTo(chiSquareSurvival(Number.POSITIVE_INFINITY, 1), 0);
  });
});

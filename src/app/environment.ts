import type { System } from './systems.svelte';

/** What the page found out about the browser it runs in. */
export interface Environment {
  readonly secure: boolean;
  readonly webCrypto: boolean;
  /** The system that the browser says it runs on, as far as recipes have commands for it. */
  readonly os: System | undefined;
}

/** Why nothing can be made here, and what to do about it. */
export interface Obstacle {
  readonly title: string;
  readonly text: string;
  readonly ways: readonly string[];
}

/** What to run where no browser is: the one-line example that index.html gives too. */
export const withoutBrowser = {
  label: 'On a server without a screen: build once with npm start, copy dist/cli.js there and run it with Node.js',
  command: 'node cli.js make qlik-sse --set plugin=sales --set hosts=sse.example.com --out sales.zip',
} as const;

/**
 * Says why keys cannot be made in this browser; undefined when they can.
 *
 * Browsers hide WebCrypto from pages of insecure origins: https://www.w3.org/TR/WebCryptoAPI/#crypto-interface
 */
export function obstacleIn({ secure, webCrypto }: Pick<Environment, 'secure' | 'webCrypto'>): Obstacle | undefined {
  if (webCrypto) return undefined;
  return secure
    ? {
        title: 'This browser cannot make keys',
        text: 'It has no Web Cryptography. You can fill in the form and see the files, but not create them here.',
        ways: [
          'Open this page in a current Firefox, Chrome, Edge or Safari.',
          'Or make the files on another computer and carry them.',
        ],
      }
    : {
        title: 'This address is not secure, so the browser refuses to make keys',
        text: 'Pages opened by plain http get no cryptography. You can fill in the form and see the files, but not create them here.',
        ways: [
          'Open this page by https, or by http://localhost on the computer that serves it.',
          'Or download certwright.html and open it from your disk: one file, for which browsers do make keys.',
          'Or make the files on any other computer you trust and carry them.',
        ],
      };
}

/** The system in a browser's own description of itself (`navigator.userAgent`); phones are none that has a terminal. */
export function systemIn(userAgent: string): System | undefined {
  if (/Android|iPhone|iPad/u.test(userAgent)) return undefined;
  if (userAgent.includes('Windows')) return 'windows';
  if (userAgent.includes('Macintosh')) return 'macos';
  return userAgent.includes('Linux') ? 'linux' : undefined;
}

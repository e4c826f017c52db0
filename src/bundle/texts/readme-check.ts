import { bracketed, dialledHost, isWildcard } from '../dialled-host';
import type { BundlePlan, TextContext } from '../types';
import { code, paragraph, stack } from './layout';
import type { Chapter } from './readme';

/** How to check the files, and the running server. */
export function checkSection({ plan, certificates }: TextContext): Chapter {
  const [endpoint] = plan.endpoints;
  const server = certificates.find(({ role }) => role.includes('server'));
  const hosts = (server?.sans ?? []).filter(({ kind }) => kind === 'dns' || kind === 'ip').map(({ value }) => value);
  const others = hosts.filter((host) => !/^(?:localhost|127\..*|::1)$/u.test(host));
  const host = dialledHost(others.every(isWildcard) ? hosts : others);
  return {
    title: 'Check the files',
    text: stack(
      paragraph(
        'Run a script on each machine, where it lies or copied into the folder with the files. It checks the files that it finds, and names the others. Exit code: 0 everything was checked, 1 a check failed, 3 something could not be checked, for example a protected key without --password-file.',
      ),
      `Linux, macOS, WSL, Git Bash:\n${code('sh verify.sh')}`,
      `Windows (PowerShell, no administrator needed; written for 5.1 and 7, untested):\n${code(
        String.raw`powershell -ExecutionPolicy Bypass -File .\verify.ps1`,
      )}`,
      ifPolicyForbids(plan),
      endpoint === undefined || host === ''
        ? undefined
        : stack(
            paragraph(
              `Once the server runs, also from the machine that connects to it (port ${endpoint.port}: ${endpoint.says}). Where clients have certificates, a server that accepts one without fails the check.`,
            ),
            code(
              [
                `sh verify.sh --connect ${bracketed(host)}:${endpoint.port}`,
                String.raw`powershell -ExecutionPolicy Bypass -File .\verify.ps1 -Connect ${bracketed(host)}:${endpoint.port}`,
                `Test-NetConnection ${host} -Port ${endpoint.port}`,
              ].join('\n'),
            ),
          ),
      byHand(plan),
    ),
  };
}

function ifPolicyForbids({ entries }: BundlePlan): string {
  const example = entries.find(({ content }) => content.as === 'certificate-pem')?.path.replaceAll('/', '\\');
  if (example === undefined) return '';
  return stack(
    paragraph(
      'If a policy forbids scripts there, check the files on another computer before you copy them, or compare single files with the sha256 values in certwright.json:',
    ),
    code(`certutil -hashfile "${example}" SHA256\ncertutil -dump "${example}"`),
  );
}

function byHand({ checks }: BundlePlan): string {
  if (checks.length === 0) return '';
  return stack(
    'By hand, with OpenSSL, in the unpacked zip:',
    ...checks.map(({ title, command }) => `${paragraph(`${title}:`, { indent: 2 })}\n${code(command)}`),
  );
}

/** The consumer's own messages, with their causes in order of likelihood. */
export function errorsSection({ plan }: TextContext): Chapter {
  return {
    title: 'If it does not work',
    text: stack(
      ...plan.knownErrors.map(({ message, causes }) =>
        [
          paragraph(`"${message}"`),
          ...causes.map((cause, index) => paragraph(cause, { indent: 6, first: `  ${index + 1}.  ` })),
        ].join('\n'),
      ),
    ),
  };
}

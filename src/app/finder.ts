import { filesPlace } from './places';

/** An answer to a question: it leads to another question or to a place of the page. */
export type FinderAnswer = { readonly answer: string } & (
  | { readonly next: FinderQuestion }
  /** Recipe id, or the place of what is done with files. */
  | { readonly place: string }
);

export interface FinderQuestion {
  readonly question: string;
  readonly answers: readonly FinderAnswer[];
}

/** For people who do not know what they need: at most three plain questions, and each way ends in a place of the page. */
export const finder: FinderQuestion = {
  question: 'What should work in the end?',
  answers: [
    {
      answer: 'People or programs reach a server, by https for example',
      next: {
        question: 'Which server is it?',
        answers: [
          { answer: 'Actian Integration Manager', place: 'actian-integration-manager' },
          { answer: 'GraphEx', place: 'graphex' },
          { answer: 'Another one', place: 'tls-server' },
        ],
      },
    },
    {
      answer: 'Two programs talk, and each must prove who it is',
      next: {
        question: 'Is Qlik one of the two?',
        answers: [
          { answer: 'Yes, Qlik calls a plugin', place: 'qlik-sse' },
          {
            answer: 'Yes, a program calls Qlik',
            next: {
              question: 'Is that program OpenMetadata?',
              answers: [
                { answer: 'Yes', place: 'openmetadata-qlik-sense' },
                { answer: 'No, another program or script', place: 'qlik-qrs' },
              ],
            },
          },
          { answer: 'No', place: 'mtls' },
        ],
      },
    },
    { answer: 'I have files or an error message, and want to know what they mean', place: filesPlace },
  ],
};

import { linkClass } from './AuthHeading';

type Props = { question: string; answer: string; path: '/login' | '/signup' };

/** The link between sign-up and login; it keeps the page to return to. */
export function LoginSignupLink({ question, answer, path }: Props) {
  return (
    <p className="text-muted-foreground text-center text-sm">
      <span>{`${question} `}</span>
      <a
        href={path}
        className={linkClass}
        onClick={(event) => {
          event.currentTarget.search = location.search;
        }}
      >
        {answer}
      </a>
    </p>
  );
}

export const signup = {
  title: 'Create your account',
  lead: 'Free credits every month, once per email address. No card needed.',
  submit: 'Create account',
  agree: 'By creating an account you agree to the',
  terms: 'terms',
  and: 'and the',
  privacy: 'privacy policy',
  haveAccount: 'Already have an account?',
};

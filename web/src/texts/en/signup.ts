export const signup = {
  title: 'Create your account',
  lead: 'Free credits every month, once per email inbox. No card needed.',
  submit: 'Create account',
  haveAccount: 'Already have an account?',
};

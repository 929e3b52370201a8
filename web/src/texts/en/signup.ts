export const signup = {
  title: 'Create your account',
  lead: '500 free credits. No card needed.',
  submit: 'Create account',
  haveAccount: 'Already have an account?',
};

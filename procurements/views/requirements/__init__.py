"""The pages of requirements and of the specification that they make up."""
